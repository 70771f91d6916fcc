import type { Policy } from '../../shared/contract/policy.ts';
import type { Person } from '../../shared/contract/user.ts';
import type { Act } from './token.ts';

/** Version 0: nobody has saved one, the default holds. `updatedAt` in epoch milliseconds. */
export interface StoredPolicy {
  policy: Policy;
  version: number;
  updatedAt: number | null;
  updatedBy: Person | null;
}

export interface PolicyStore {
  read(): Promise<StoredPolicy>;
  /** One transaction with the audit event; undefined, and nothing done, where `before` is no longer the version that is there. */
  replace(before: StoredPolicy, after: Policy, act: Act): Promise<StoredPolicy | undefined>;
}

export type SaveOutcome = { kind: 'saved'; stored: StoredPolicy } | { kind: 'conflict' };

interface Dependencies {
  store: PolicyStore;
  /** Told of each change, so that no cache of this isolate judges by the old policy. */
  forget: () => void;
}

export function createPolicyService({ store, forget }: Dependencies) {
  /** `version` is the one that the person had before them. What changes nothing is no change: no version, no event. */
  async function save(policy: Policy, version: number, act: Act): Promise<SaveOutcome> {
    const before = await store.read();
    if (before.version !== version) return { kind: 'conflict' };
    if (isSame(before.policy, policy)) return { kind: 'saved', stored: before };
    try {
      const stored = await store.replace(before, policy, act);
      return stored ? { kind: 'saved', stored } : { kind: 'conflict' };
    } finally {
      // Even where the answer of the database got lost: the deed may be done.
      forget();
    }
  }

  return { read: store.read, save };
}

/** Both come out of the schema, which puts their fields into one order. */
function isSame(one: Policy, other: Policy): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
