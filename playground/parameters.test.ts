import { describe, expect, it } from 'vitest';
import { readParameters } from './parameters.ts';

describe('parameters', () => {
  it.each<[string, [string, string][]]>([
    ['', []],
    [
      'a=1&b=%20+x&a=2',
      [
        ['a', '1'],
        ['b', '  x'],
        ['a', '2'],
      ],
    ],
    [
      'a&b=',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    ['a=b=c', [['a', 'b=c']]],
    ['&&=x&a=1', [['a', '1']]],
    ['a=%zz&b=100%&c=%C3%A4', [['c', 'ä']]],
  ])('%s', (text, pairs) => {
    expect([...readParameters(text)]).toEqual(pairs);
  });
});
