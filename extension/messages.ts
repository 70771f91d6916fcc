import { defineExtensionMessaging } from '@webext-core/messaging';

export const themes = ['light', 'dark', 'system'] as const;
export type Theme = (typeof themes)[number];

/** All that a content script may ask of the background. Which site it is about says the sender's address, never the message. */
interface Messages {
  openPopup(wish: { theme: Theme }): void;
}

export const { sendMessage, onMessage } = defineExtensionMessaging<Messages>();

export function isTheme(value: unknown): value is Theme {
  return themes.some((theme) => theme === value);
}
