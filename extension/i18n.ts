import { createI18n } from '@wxt-dev/i18n';
import { browser } from 'wxt/browser';
import type messages from './locales/en.json';

type KeyOf<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string | { n: string }
    ? Key
    : `${Key}.${KeyOf<Tree[Key]>}`;
}[keyof Tree & string];

type Worded<Code extends string> = Code extends `${infer Head}.${infer Rest}`
  ? `${Worded<Head>}_${Worded<Rest>}`
  : Code extends `${infer Head}-${infer Rest}`
    ? `${Head}_${Worded<Rest>}`
    : Code;

/** A code of the contract as a part of a key: browsers take letters, digits and `_` there alone. */
export function worded<const Code extends string>(code: Code): Worded<Code> {
  return code.replaceAll(/[-.]/g, '_') as Worded<Code>;
}

export type MessageKey = KeyOf<typeof messages>;

const i18n = createI18n();

/** The message in the browser's language, `{name}` replaced by `values.name`. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  return i18n.t(key, values);
}

/** The message's form for this number; `$1` is the number as the language writes it, `{name}` is `values.name`. */
export function plural(
  key: MessageKey,
  count: number,
  values: Record<string, string> = {},
): string {
  return i18n.t(key, count, [new Intl.NumberFormat(uiLocale()).format(count)], values);
}

/** The language of messages, dates and numbers: the browser's, with its region, where it has messages; else English. */
export function uiLocale(): string {
  const wanted = browser.i18n.getUILanguage();
  const have = t('locale');
  return wanted.split('-')[0] === have ? wanted : have;
}
