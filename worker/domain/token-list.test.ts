import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCursor, parseCursor, toListing } from './token-list.ts';

const query = { sort: 'created', order: 'desc', limit: 50, owner: [] } as const;
const encode = (value: unknown) => btoa(JSON.stringify(value));

describe('cursor', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 200 });
  const orders = fc.constantFrom('asc' as const, 'desc' as const);

  it('is read back as the position it was made from', () => {
    fc.assert(
      fc.property(texts, fc.maxSafeNat(), orders, (value, seq, order) => {
        const sorting = { sort: 'description', order } as const;
        const cursor = formatCursor({ value, seq }, sorting);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(parseCursor(cursor, sorting)).toEqual({ value, seq });
      }),
    );
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeNat(), orders, (value, seq, order) => {
        const sorting = { sort: 'expires', order } as const;
        expect(parseCursor(formatCursor({ value, seq }, sorting), sorting)).toEqual({ value, seq });
      }),
    );
  });

  it('fits into a query whatever the longest description is', () => {
    const cursor = formatCursor(
      { value: '😀'.repeat(200), seq: 2 ** 40 },
      { sort: 'description', order: 'desc' },
    );
    expect(cursor.length).toBeLessThan(2000);
  });

  it('belongs to its sort order', () => {
    const cursor = formatCursor({ value: 1, seq: 1 }, { sort: 'created', order: 'desc' });
    expect(parseCursor(cursor, { sort: 'created', order: 'asc' })).toBeUndefined();
    expect(parseCursor(cursor, { sort: 'expires', order: 'desc' })).toBeUndefined();
  });

  it.each([
    '',
    '!',
    'null',
    encode(null),
    encode({}),
    encode([]),
    encode(['created', 'desc', 1]),
    encode(['created', 'desc', 1, 1, 1]),
    encode(['created', 'desc', '1', 1]),
    encode(['created', 'desc', 1.5, 1]),
    encode(['created', 'desc', 1e300, 1]),
    encode(['created', 'desc', null, 1]),
    encode(['created', 'desc', { $gt: 0 }, 1]),
    encode(['created', 'desc', 1, '1; DROP TABLE tokens']),
    btoa('\xff\xfe'),
  ])('is refused where it was not made by us: %j', (cursor) => {
    expect(parseCursor(cursor, query)).toBeUndefined();
    expect(toListing({ ...query, owner: [], cursor }, null)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (cursor) => void parseCursor(cursor, query)));
  });
});

describe('toListing', () => {
  it('reads instants, and keeps ranges and never apart', () => {
    expect(
      toListing(
        {
          ...query,
          owner: ['k'],
          q: '  ci ',
          createdFrom: '2027-01-01T00:00:00Z',
          lastUsedTo: '2027-01-02T00:00:00Z',
          lastUsed: 'never',
          expires: 'never',
          ownerGone: 'yes',
        },
        90,
      ),
    ).toEqual({
      owners: ['k'],
      isOwnerGone: true,
      text: 'ci',
      created: { from: Date.UTC(2027, 0, 1), to: undefined, orNever: false },
      lastUsed: { from: undefined, to: Date.UTC(2027, 0, 2), orNever: true },
      expires: { from: undefined, to: undefined, orNever: true },
      maxLifetimeDays: 90,
      sort: 'created',
      order: 'desc',
      limit: 50,
      after: undefined,
    });
  });
});
