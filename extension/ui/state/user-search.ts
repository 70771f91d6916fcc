import { type FoundUser, searchUsers } from '../../../shared/contract/user.ts';
import type { Call } from '../../api.ts';
import { createSearch, type Search } from './search.ts';

export type UserSearch = Search<FoundUser>;

/** Finds users by the product's own search. */
export function createUserSearch(call: Call): UserSearch {
  return createSearch(async (q) => {
    const answer = await call(searchUsers, { query: { q } });
    return answer.ok ? { ...answer, value: answer.value.users } : answer;
  });
}
