import { defineExtensionMessaging } from '@webext-core/messaging';
import type { Theme } from './theme.ts';

/** All that a content script may ask of the background. Which site it is about says the sender's address, never the message. */
interface Messages {
  openPopup(wish: { theme: Theme }): void;
}

export const { sendMessage, onMessage } = defineExtensionMessaging<Messages>();
