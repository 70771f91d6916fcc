import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ManagerQuery } from '../../../shared/contract/manager.ts';
import { readWish, type Wish, writeWish } from './manager-address.ts';
import { noFilters, queryOf } from './manager-filters.ts';
import { newestFirst } from './token-list.ts';

const now = Date.parse('2026-11-23T10:14:00Z');
const read = (text: string) => readWish(new URLSearchParams(text));
const person = (key: string) => ({ key, name: '', displayName: key });

function write(wish: Wish, before = ''): string {
  const address = new URLSearchParams(before);
  writeWish(address, wish);
  return address.toString();
}

describe('the address', () => {
  const wish: Wish = {
    filters: {
      text: 'Übergabe & 報告 +1',
      owners: [person('JIRAUSER1'), person('käy/=&?#')],
      created: 'last30',
      isInactive: true,
      lastUsed: 'notIn90',
      expires: { from: '2026-01-01', to: undefined },
    },
    sort: { by: 'owner', order: 'asc' },
  };

  it('gives back what it was told, and keeps what else stands in it', () => {
    const address = write(wish, 'site=https://jira.example.com&view=manager');
    expect(read(address)).toEqual(wish);
    expect(address).toMatch(/^site=https%3A%2F%2Fjira\.example\.com&view=manager&/);
  });

  it('holds the keys of users and nothing else about them', () => {
    const owners = [{ key: 'K1', name: 'alice', displayName: 'Alice Ångström' }];
    expect(write({ filters: { ...noFilters, owners }, sort: newestFirst })).toBe('owner=K1');
  });

  it('is as it was once everything is cleared', () => {
    expect(write({ filters: noFilters, sort: newestFirst }, `view=manager&${write(wish)}`)).toBe(
      'view=manager',
    );
  });

  it.each([
    '',
    'created=yesterday&lastUsed=expired&expires=%00',
    'created=..&lastUsed=2026-13-01..&expires=2026-02-01..2026-01-01',
    'sort=seq&order=asc',
    'sort=owner&order=sideways',
    'sort=constructor&order=__proto__',
    'owner=&owner=',
    'inactive=no',
    `owner=${'x'.repeat(256)}`,
    '__proto__=x&constructor=y&limit=1&cursor=z',
  ])('%j asks for nothing', (text) => {
    expect(read(text)).toEqual({ filters: noFilters, sort: newestFirst });
  });

  it('names at most 50 users, each once', () => {
    const many = Array.from({ length: 60 }, (_, index) => `owner=k${index}&owner=k${index}`);
    expect(read(many.join('&')).filters.owners.map(({ key }) => key)).toEqual(
      Array.from({ length: 50 }, (_, index) => `k${index}`),
    );
  });

  it('whoever wrote it, is a question that the Worker understands', () => {
    const names = ['q', 'owner', 'created', 'lastUsed', 'expires', 'sort', 'order'];
    const day = fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, -14));
    const range = fc.tuple(fc.option(day, { nil: '' }), fc.option(day, { nil: '' }));
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      range.map((days) => days.join('..')),
      fc.constantFrom('today', 'notIn90', 'expired', 'neverExpires', 'owner', 'asc'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), value)), (pairs) => {
        const { filters, sort } = readWish(new URLSearchParams(pairs));
        const query = { ...queryOf(filters, now), sort: sort.by, order: sort.order };
        expect(v.safeParse(ManagerQuery, query).issues).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe('the question', () => {
  it('is half-open instants, and never beside a range means "or"', () => {
    const query = queryOf({ ...noFilters, lastUsed: 'notIn90', expires: 'neverExpires' }, now);
    expect(query).toEqual({
      lastUsedTo: expect.stringMatching(/^2026-08-2\dT.*Z$/),
      lastUsed: 'never',
      expires: 'never',
    });
  });

  it('moves with the clock', () => {
    const filters = { ...noFilters, expires: 'expired' as const };
    expect(queryOf(filters, now).expiresTo).toBe('2026-11-23T10:14:00.001Z');
    expect(queryOf(filters, now + 60_000).expiresTo).toBe('2026-11-23T10:15:00.001Z');
  });
});
