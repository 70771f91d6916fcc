import { cleanup, configure } from '@testing-library/preact';
import { afterEach, beforeEach } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import messages from './locales/en.json' with { type: 'json' };

// A busy machine is no finding.
configure({ asyncUtilTimeout: 5000 });

const texts = new Map(namesOf(messages));

/** Gives the fake browser the English messages, as the build makes them, and ends each test with nothing left. */
beforeEach(() => {
  fakeBrowser.reset();
  Object.assign(fakeBrowser.i18n, {
    getUILanguage: () => 'en-US',
    getMessage(name: string, values: string[] = []) {
      return (texts.get(name) ?? '').replace(
        /\$(\d)/g,
        (_, digit) => values[Number(digit) - 1] ?? '',
      );
    },
  });
});

afterEach(cleanup);

/** Every message by its name in a browser: the keys on the way to it, joined by `_`. */
function namesOf(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[prefix + key, value]];
    const isPlural = 'n' in value && typeof value.n === 'string';
    return isPlural
      ? [[prefix + key, Object.values(value).join(' | ')]]
      : namesOf(value, `${prefix}${key}_`);
  });
}
