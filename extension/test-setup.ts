import { cleanup, configure } from '@testing-library/preact';
import { afterEach, beforeEach } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import messages from './locales/en.json' with { type: 'json' };

// A busy machine is no finding.
configure({ asyncUtilTimeout: 5000 });

/** Gives the fake browser the English messages, as the build makes them, and ends each test with nothing left. */
beforeEach(() => {
  fakeBrowser.reset();
  Object.assign(fakeBrowser.i18n, {
    getUILanguage: () => 'en-US',
    getMessage(name: string, values: string[] = []) {
      const text = messageText(messages, name.split('_'));
      return text.replace(/\$(\d)/g, (_, digit) => values[Number(digit) - 1] ?? '');
    },
  });
});

afterEach(cleanup);

function messageText(tree: unknown, [key, ...rest]: string[]): string {
  if (key === undefined) {
    return typeof tree === 'string' ? tree : Object.values(tree as object).join(' | ');
  }
  return messageText((tree as Record<string, unknown>)[key], rest);
}
