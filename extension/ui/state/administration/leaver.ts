import { signal } from '@preact/signals';
import { deleteTokensOfUser, listAllTokens } from '../../../../shared/contract/manager.ts';
import type { Token } from '../../../../shared/contract/token.ts';
import type { Person } from '../../../../shared/contract/user.ts';
import type { Failure } from '../../../api.ts';
import { isSameName } from '../../same-name.ts';
import type { Store } from '../store.ts';
import { createUserSearch } from '../user-search.ts';

export type LeaverStep =
  | { kind: 'search' }
  | { kind: 'looking'; person: Person }
  | { kind: 'lost'; person: Person; failure: Failure }
  /** `deleted` so far, and `left` in the product: more than none where a try was cut off. */
  | {
      kind: 'found';
      person: Person;
      tokens: readonly Token[];
      isMore: boolean;
      isBusy: boolean;
      deleted: number;
      left: number;
      failure?: Failure;
    }
  | { kind: 'done'; person: Person; deleted: number; left: number };

/** Somebody inactive, and how many of their tokens were seen. */
export interface Gone {
  person: Person;
  count: number;
}

export type GoneState =
  | { kind: 'loading' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'ready'; people: readonly Gone[]; isMore: boolean };

type Joined = Pick<Store, 'call' | 'refresh'>;

const pageSize = '100';

/** All tokens of one person, from the search to what became of them. */
export function createLeaver({ call, refresh }: Joined) {
  const search = createUserSearch(call);
  const step = signal<LeaverStep>({ kind: 'search' });
  const gone = signal<GoneState>({ kind: 'loading' });
  /** What is typed to confirm, and whether the button was pressed. */
  const typed = signal('');
  const tried = signal(false);

  /** Who is inactive and has tokens, by the first page of them. */
  async function loadGone(): Promise<void> {
    const answer = await call(listAllTokens, {
      query: { ownerGone: 'yes', sort: 'owner', order: 'asc', limit: pageSize },
    });
    gone.value = answer.ok
      ? {
          kind: 'ready',
          people: peopleOf(answer.value.tokens),
          isMore: answer.value.nextCursor !== null,
        }
      : { kind: 'failed', failure: answer.failure };
  }

  async function choose({ key, name, displayName }: Person): Promise<void> {
    const person = { key, name, displayName };
    search.clear();
    typed.value = '';
    tried.value = false;
    step.value = { kind: 'looking', person };
    const answer = await call(listAllTokens, { query: { owner: key, limit: pageSize } });
    const { value } = step;
    if (value.kind !== 'looking' || value.person !== person) return;
    step.value = answer.ok
      ? {
          kind: 'found',
          person,
          tokens: answer.value.tokens,
          isMore: answer.value.nextCursor !== null,
          isBusy: false,
          deleted: 0,
          left: 0,
        }
      : { kind: 'lost', person, failure: answer.failure };
  }

  /** Calls again and again until none is left; false where the name is not confirmed. */
  function confirm(): boolean {
    const { value } = step;
    if (value.kind !== 'found' || value.isBusy) return true;
    tried.value = true;
    if (!isSameName(typed.value, value.person.name)) return false;
    void removeAll(value);
    return true;
  }

  async function removeAll({ failure: _, ...found }: LeaverStep & { kind: 'found' }) {
    let { deleted, left } = found;
    for (;;) {
      step.value = { ...found, isBusy: true, deleted, left };
      const answer = await call(deleteTokensOfUser, { body: { owner: found.person.key } });
      if (!answer.ok) {
        step.value = { ...found, isBusy: false, deleted, left, failure: answer.failure };
        break;
      }
      deleted += answer.value.deleted;
      left += answer.value.leftAtOrigin;
      if (answer.value.finished) {
        step.value = { kind: 'done', person: found.person, deleted, left };
        break;
      }
    }
    refresh();
    void loadGone();
  }

  function reset(): void {
    const { value } = step;
    if (value.kind === 'found' && value.isBusy) return;
    step.value = { kind: 'search' };
  }

  function type(text: string): void {
    typed.value = text;
  }

  return { search, step, gone, typed, tried, type, loadGone, choose, confirm, reset };
}

function peopleOf(tokens: readonly Token[]): Gone[] {
  const found = new Map<string, Gone>();
  for (const { owner } of tokens) {
    const { count } = found.get(owner.key) ?? { count: 0 };
    found.set(owner.key, { person: owner, count: count + 1 });
  }
  return [...found.values()];
}
