import type { Person } from '../../shared/contract/user.ts';
import type { Act, TokenId } from './token.ts';
import type { DeletedToken } from './tokens.ts';

export interface LeaverStore {
  /** The person as one of their tokens names them; undefined where they have none. */
  findOwner(key: string): Promise<Person | undefined>;
  /**
   * Deletes some of their tokens in one transaction, with an event for each; the first time also with one that tells how many
   * there are. `finished`: there are no more.
   */
  deleteSome(
    owner: Person,
    act: Act,
    isFirst: boolean,
  ): Promise<{ deleted: DeletedToken[]; finished: boolean }>;
}

/** So many transactions in one call: far more tokens than any policy lets a person have alive. */
const maxBatches = 20;

interface Dependencies {
  store: LeaverStore;
  /** Told of each deletion, so that no cache of this isolate answers for the token any more. */
  forget: (id: TokenId) => void;
}

/** Deletes all tokens of a person who has left, or is no longer to be acted for. Cut off, the next call goes on. */
export function createLeaver({ store, forget }: Dependencies) {
  return async function deleteTokensOf(key: string, act: Act) {
    const owner = await store.findOwner(key);
    const all: DeletedToken[] = [];
    if (!owner) return { deleted: all, finished: true };
    for (let batch = 0; batch < maxBatches; batch++) {
      const { deleted, finished } = await store.deleteSome(owner, act, batch === 0);
      for (const { id } of deleted) forget(id);
      all.push(...deleted);
      if (finished) return { deleted: all, finished };
    }
    return { deleted: all, finished: false };
  };
}
