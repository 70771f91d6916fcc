import { fakeBrowser } from 'wxt/testing/fake-browser';

/** Gives the fake browser of tests the messages of a language, as the build makes them. */
export function speak(language: string, messages: object): void {
  const texts = new Map(namesOf(messages));
  Object.assign(fakeBrowser.i18n, {
    getUILanguage: () => language,
    getMessage(name: string, values: string[] = []) {
      return (texts.get(name) ?? '').replace(
        /\$(\d)/g,
        (_, digit) => values[Number(digit) - 1] ?? '',
      );
    },
  });
}

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
