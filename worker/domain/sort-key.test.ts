import { describe, expect, it } from 'vitest';
import { sortKey } from './sort-key.ts';

const byKey = (a: string, b: string) => (sortKey(a) < sortKey(b) ? -1 : 1);

describe('the order of names', () => {
  it.each([
    [['Ada', 'Ägidius', 'Bob', 'Çelik', 'Dora', 'Ève', 'Zoë']],
    [['Łukasz', 'Märta', 'Nils', 'Øystein', 'Paul', 'Þór', 'Uwe']],
    [['Straße', 'strasser', 'Straub']],
    [['Αθηνά', 'Άννα', 'Βασίλης']],
    [['Иван', 'Йохан', 'Кирилл']],
  ])('%j', (names) => expect([...names].reverse().sort(byKey)).toEqual(names));

  it('keeps what is no accent: vowel signs, voicing marks, other scripts', () => {
    for (const name of ['सीता', 'สมชาย', '李', 'ガ']) expect(sortKey(name)).toBe(name);
    expect(sortKey('가')).not.toBe(sortKey('나'));
  });
});
