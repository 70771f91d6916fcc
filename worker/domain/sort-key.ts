import { fold } from './fold.ts';

/** Letters of Latin scripts that Unicode does not take apart into a letter and its accent. */
const plain: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ð: 'd',
  đ: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
};

/**
 * A text as people look it up: like `fold`, and accents decide nothing, so that Çelik is not behind Zimmer. SQLite knows no
 * collation, and the Worker none of the reader's language; this order is right in most of them, and found by an eye in all.
 */
export function sortKey(text: string): string {
  return fold(text)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[æœøðđþłħı]/g, (letter) => plain[letter] ?? letter)
    .normalize('NFKC');
}
