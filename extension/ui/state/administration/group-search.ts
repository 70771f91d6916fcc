import { searchGroups } from '../../../../shared/contract/group.ts';
import type { Call } from '../../../api.ts';
import { createSearch, type Search } from '../search.ts';

export type GroupSearch = Search<string>;

/** Finds groups, which are their names, by the product's own search. */
export function createGroupSearch(call: Call): GroupSearch {
  return createSearch(async (q) => {
    const answer = await call(searchGroups, { query: { q } });
    return answer.ok ? { ...answer, value: answer.value.groups.map(({ name }) => name) } : answer;
  });
}
