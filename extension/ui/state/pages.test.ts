import { describe, expect, it } from 'vitest';
import type { Result } from '../../api.ts';
import { createPages, type Page } from './pages.ts';

/** A Worker that answers when the test says so. */
function createSlowList() {
  const asked: { cursor: string | undefined; give: (page: Page<number>) => void }[] = [];
  const list = createPages<number>({
    fetchPage: (cursor) =>
      new Promise<Result<Page<number>>>((resolve) => {
        const give = (value: Page<number>) => resolve({ ok: true, value, headers: new Headers() });
        asked.push({ cursor, give });
      }),
  });
  return { list, asked };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a list that is asked anew', () => {
  it('does not go on where the rows before it ended', async () => {
    const { list, asked } = createSlowList();
    void list.load();
    asked[0]?.give({ items: [1, 2], nextCursor: 'behind 2' });
    await settled();
    void list.load();
    void list.loadMore();
    asked[1]?.give({ items: [7, 8], nextCursor: 'behind 8' });
    await settled();
    asked[2]?.give({ items: [3, 4], nextCursor: 'behind 4' });
    await settled();
    expect(list.items.value).toEqual([7, 8]);
    void list.loadMore();
    expect(asked.at(-1)?.cursor).toBe('behind 8');
  });

  it('drops an answer that a newer question overtook, in whichever order they come', async () => {
    const { list, asked } = createSlowList();
    void list.load();
    void list.load();
    asked[1]?.give({ items: [2], nextCursor: null });
    await settled();
    asked[0]?.give({ items: [1], nextCursor: 'behind 1' });
    await settled();
    expect([list.items.value, list.hasMore.value]).toEqual([[2], null]);
  });

  it('takes no page that was asked for before', async () => {
    const { list, asked } = createSlowList();
    void list.load();
    asked[0]?.give({ items: [1], nextCursor: 'behind 1' });
    await settled();
    void list.loadMore();
    void list.load();
    asked[2]?.give({ items: [7], nextCursor: null });
    await settled();
    asked[1]?.give({ items: [2], nextCursor: 'behind 2' });
    await settled();
    expect([list.items.value, list.hasMore.value, list.isLoadingMore.value]).toEqual([
      [7],
      null,
      false,
    ]);
  });
});
