import { signal } from '@preact/signals';
import type { Session } from '../../../shared/contract/session.ts';
import { listTokens, type Token } from '../../../shared/contract/token.ts';
import type { Person } from '../../../shared/contract/user.ts';
import type { Call, Download } from '../../api.ts';
import { type MessageKey, t } from '../../i18n.ts';
import type { SiteUrl } from '../../sites.ts';
import { createSession } from './session.ts';
import { createTokenList, type TokenList } from './token-list.ts';
import { createTokenSearch } from './token-search.ts';

export interface StoreOptions {
  site: SiteUrl;
  call: Call;
  download: Download;
  now: () => number;
  onOtherPerson: () => void;
}

export interface News {
  text: string;
  /** `done`: what somebody wanted. `note`: something else. `request`: asks for something, and stays until it is dismissed. */
  kind: 'done' | 'note' | 'request';
}

/** A dialog that a button asked for; what it holds is made with it (new-token.ts, deletion.ts) and gone with it. */
export type Wish =
  /** `owner` undefined: the first question is for whom. */
  | { kind: 'new'; owner: Person | undefined }
  | { kind: 'delete'; tokens: readonly Token[] }
  | { kind: 'rotate'; token: Token };

export type View = 'mine' | 'manager' | 'administration';

/** Nobody logs out, and somebody else in, in so short a time. */
const trustMs = 5000;

/** All state of one popup, about one site and one person. Views read its signals; only these functions write them. */
export function createStore({ site, call: ask, download, now, onOtherPerson }: StoreOptions) {
  const session = createSession({ call: ask, onOtherPerson });
  /** The last thing that was done, in words: shown for a while and read out. */
  const news = signal<News | undefined>(undefined);
  const wish = signal<Wish | undefined>(undefined);
  /** The tab that was asked for last; undefined: the one that the window's address names. */
  const view = signal<View | undefined>(undefined);
  const search = createTokenSearch(() => void mine.load());
  const mine = createTokenList({
    async fetchPage(query) {
      const q = search.asked.value;
      const page = await call(listTokens, { query: { ...query, ...(q && { q }) } });
      const isReady = session.state.value.kind === 'ready';
      if (isReady && page.ok && !page.value.tokens.every(isOwn)) void session.load();
      return page;
    },
    search: search.asked,
    onBeginAgain: () => announce(t('token.listChanged'), 'note'),
  });
  const lists: TokenList[] = [mine];
  let trustedAt = now();

  /** Asks anew who this is and what they may do; who may less than before is told. */
  async function lookAgain(): Promise<void> {
    const before = session.state.value;
    await session.load();
    const after = session.state.value;
    if (before.kind !== 'ready' || after.kind !== 'ready') return;
    const lost = lossOf(before.session.can, after.session.can);
    if (lost) announce(t(lost), 'request');
  }

  /** Whoever may not do something any more is shown what they may do now. */
  const call: Call = async (endpoint, input) => {
    const answer = await ask(endpoint, input);
    if (!answer.ok && answer.failure.kind === 'problem' && answer.failure.code === 'forbidden') {
      void lookAgain();
    }
    return answer;
  };

  function isOwn({ owner }: Token): boolean {
    const { value } = session.state;
    return value.kind === 'ready' && value.session.user.key === owner.key;
  }

  function announce(text: string, kind: News['kind'] = 'done'): void {
    news.value = { text, kind };
  }

  /** Brings the lists that somebody has seen up to date. */
  function refresh(): void {
    for (const list of lists) if (list.state.value.kind === 'ready') void list.load();
  }

  /** When somebody comes back to the window: perhaps from logging in, perhaps as somebody else. */
  async function recover(): Promise<void> {
    const failed = lists.filter((list) => list.state.value.kind === 'failed');
    const isFine = session.state.value.kind === 'ready' && failed.length === 0;
    if (isFine && now() - trustedAt < trustMs) return;
    trustedAt = now();
    await lookAgain();
    for (const list of failed) void list.load();
  }

  return {
    site,
    call,
    download,
    now,
    session,
    news,
    wish,
    view,
    mine,
    search,
    isOwn,
    announce,
    refresh,
    recover,
    forgetNews: () => {
      news.value = undefined;
    },
    goTo: (wanted: View) => {
      view.value = wanted;
    },
    wishFor: (wanted: Wish | undefined) => {
      wish.value = wanted;
    },
    /** From now on, what happens to tokens reaches this list too. */
    include: (list: TokenList) => {
      lists.push(list);
    },
    added: ({ description }: Token) => {
      announce(t('secret.created', { description }));
      refresh();
    },
    dropped: (ids: ReadonlySet<string>) => {
      for (const list of lists) list.drop(ids);
    },
    replaced: (token: Token) => {
      for (const list of lists) list.replace(token);
    },
  };
}

/** What somebody may do no more, in words. */
function lossOf(before: Session['can'], after: Session['can']): MessageKey | undefined {
  if (before.administer && !after.administer) return 'administration.lost';
  if (before.manageOthers && !after.manageOthers) return 'administration.lostManager';
  return undefined;
}

export type Store = ReturnType<typeof createStore>;
