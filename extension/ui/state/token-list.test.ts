import { expect, it } from 'vitest';
import { token } from '../screens/fake-worker.ts';
import { createTokenList } from './token-list.ts';

async function loadList(total: { count: number; isExact: boolean } | undefined) {
  const tokens = [token({ id: 'a' }), token({ id: 'b' })];
  const list = createTokenList({
    fetchPage: async ({ cursor }) => ({
      ok: true,
      value: { tokens, nextCursor: 'c', ...(!cursor && total && { total }) },
      headers: new Headers(),
    }),
  });
  await list.load();
  return list;
}

it('keeps the total of the first page when more is loaded', async () => {
  const list = await loadList({ count: 9, isExact: true });
  await list.loadMore();
  expect(list.total.value).toEqual({ count: 9, isExact: true });
});

it('subtracts deleted tokens from an exact total', async () => {
  const list = await loadList({ count: 9, isExact: true });
  list.drop(new Set(['a', 'of another list']));
  expect(list.total.value).toEqual({ count: 8, isExact: true });
});

it('keeps a lower bound and a missing total when tokens are deleted', async () => {
  const bound = { count: 10_000, isExact: false };
  for (const total of [bound, undefined]) {
    const list = await loadList(total);
    list.drop(new Set(['a']));
    expect(list.total.value).toEqual(total);
  }
});
