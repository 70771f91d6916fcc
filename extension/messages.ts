import { defineExtensionMessaging } from '@webext-core/messaging';
import type { SiteUrl } from './sites.ts';
import type { Theme } from './theme.ts';

/** All that the parts of the extension say to each other. */
interface Messages {
  /** Content script to background. Which site it is about says the sender's address, never the message. */
  openPopup(wish: { theme: Theme }): void;
  /** Background to content script. */
  readTheme(): Theme;
  /** Background to the popup about this site, where one is open already. */
  showToken(wish: { site: SiteUrl; token: string }): void;
  /** Popup to background: the person's own tokens there are others now. */
  ownTokensChanged(wish: { site: SiteUrl }): void;
}

export const { sendMessage, onMessage } = defineExtensionMessaging<Messages>();
