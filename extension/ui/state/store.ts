import { signal } from '@preact/signals';
import { listTokens, type Token } from '../../../shared/contract/token.ts';
import { type CreatedToken, renameToken } from '../../../shared/contract/token-changes.ts';
import type { Call, Failure } from '../../api.ts';
import { plural, t } from '../../i18n.ts';
import type { SiteUrl } from '../../sites.ts';
import { createDeletion, type Deleted } from './deletion.ts';
import { createNewToken } from './new-token.ts';
import { createSession, type ProductMemory } from './session.ts';
import { createTokenList, type TokenList } from './token-list.ts';

export interface StoreOptions {
  site: SiteUrl;
  call: Call;
  now: () => number;
  memory: ProductMemory;
}

/** All state of one popup, about one site. Views read its signals; only these functions write them. */
export function createStore({ site, call, now, memory }: StoreOptions) {
  const session = createSession(call, memory);
  /** The last thing that was done, in words: shown for a while and read out. */
  const news = signal<string | undefined>(undefined);
  const mine = createTokenList({
    fetchPage: (query) => call(listTokens, { query }),
    onBeginAgain: () => announce(t('token.listChanged')),
  });
  const lists: TokenList[] = [mine];

  const isOwn = ({ owner }: Token) =>
    session.state.value.kind === 'ready' && session.state.value.session.user.key === owner.key;
  const deletion = createDeletion(call, isOwn, (ids, deleted) => {
    for (const list of lists) list.drop(ids);
    news.value = deletedText(deleted);
  });

  const newToken = createNewToken({
    call,
    now,
    onCreated({ token }: CreatedToken) {
      news.value = t('secret.created', { description: token.description });
      for (const list of lists) if (list.state.value.kind === 'ready') void list.load();
    },
  });

  /** Undefined: done. */
  async function rename(token: Token, description: string): Promise<Failure | undefined> {
    const answer = await call(renameToken, { id: token.id, body: { description } });
    if (!answer.ok) return answer.failure;
    for (const list of lists) list.replace(answer.value);
    news.value = t('rename.done', { description: answer.value.description });
    return undefined;
  }

  /** Asks again whatever failed for want of a network or a session; for when somebody comes back to the window. */
  function recover(): void {
    const failed = lists.filter((list) => list.state.value.kind === 'failed');
    // Whoever logs in again may be somebody else.
    if (session.state.value.kind === 'failed' || failed.length > 0) void session.load();
    for (const list of failed) void list.load();
  }

  /** From now on, what happens to tokens reaches this list too. */
  function include(list: TokenList): void {
    lists.push(list);
  }

  function announce(text: string): void {
    news.value = text;
  }

  function forgetNews(): void {
    news.value = undefined;
  }

  return {
    announce,
    forgetNews,
    include,
    site,
    call,
    now,
    session,
    news,
    mine,
    deletion,
    newToken,
    rename,
    recover,
  };
}

export type Store = ReturnType<typeof createStore>;

function deletedText(deleted: Deleted): string {
  switch (deleted.kind) {
    case 'one':
      return t('delete.done', { description: deleted.token.description }) + leftText(deleted.left);
    case 'gone':
      return t('delete.gone');
    case 'many':
      return (
        plural('delete.doneMany', deleted.count) + goneText(deleted.gone) + leftText(deleted.left)
      );
  }
}

function goneText(gone: number): string {
  return gone > 0 ? ` ${plural('delete.goneMany', gone)}` : '';
}

function leftText(left: number): string {
  return left > 0 ? ` ${plural('delete.left', left)}` : '';
}
