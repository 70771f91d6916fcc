import type { Token } from '../../../shared/contract/token.ts';
import { getUser } from '../../../shared/contract/user.ts';
import type { Call } from '../../api.ts';
import type { ManagerFilters } from './manager-filters.ts';

/** Finds who the users are that an address names by key alone: by their tokens on screen, else by asking once for each. */
export function createOwnerNames(call: Call, { filters, nameOwners }: ManagerFilters) {
  const asked = new Set<string>();
  const unknown = () => filters.value.owners.filter(({ name }) => name === '');

  async function find(tokens: readonly Token[]): Promise<void> {
    if (unknown().length === 0) return;
    nameOwners(tokens.map(({ owner }) => owner));
    const keys = unknown()
      .map(({ key }) => key)
      .filter((key) => !asked.has(key));
    await Promise.all(keys.map(ask));
  }

  async function ask(key: string): Promise<void> {
    asked.add(key);
    const answer = await call(getUser, { query: { key } });
    if (answer.ok) nameOwners([answer.value]);
  }

  return { find };
}
