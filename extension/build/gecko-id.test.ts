import { expect, it } from 'vitest';
import { parseGeckoId } from './gecko-id.ts';

it('is a GUID of its own where nothing is wished', () => {
  expect(parseGeckoId('')).toMatch(/^\{[0-9a-f-]{36}\}$/);
  expect(parseGeckoId(' \n')).toBe(parseGeckoId(''));
});

it.each(['postern@example.com', '@postern', '{01234567-89ab-cdef-0123-456789ABCDEF}'])(
  'may be %s',
  (id) => {
    expect(parseGeckoId(id)).toBe(id);
  },
);

it.each([
  'postern',
  'a postern@example.com',
  '{01234567-89ab-cdef-0123-456789abcdef',
  `${'x'.repeat(70)}@example.com`,
])('refuses %s by the name of the variable', (id) => {
  expect(() => parseGeckoId(id)).toThrow(/POSTERN_GECKO_ID/);
});
