import { dayMs } from '../../shared/lifetime.ts';
import type { Secret } from '../../shared/token-format.ts';
import type { Token } from '../domain/token.ts';
import type { DeletedToken, NativeTokens } from '../domain/tokens.ts';
import type { Site } from '../env.ts';
import type { SealedNative } from './act-as/act-as.ts';
import type { Ask } from './ask.ts';
import { createPat, deletePat, deletePatsOfOthers, problemOf } from './pats.ts';

export interface OriginSession {
  /** The product's key of the session's user. */
  key: string;
  /** In the product itself. */
  isAdministrator: boolean;
  cookie: string;
}

interface Dependencies {
  ask: Ask;
  site: Site;
  session: OriginSession;
  seal: (text: string, context: Omit<SealedNative, 'seal'>) => Promise<string>;
  /** Told of native tokens that the product keeps though nothing stands before them any more. */
  noteLeft: (ids: readonly string[]) => void;
}

const maxNameLength = 40;

export interface SessionNativeTokens extends NativeTokens {
  /** For tokens that are deleted here: deletes what stood behind them, and answers how many the product still keeps. */
  deleteBehind(deleted: readonly DeletedToken[]): Promise<number>;
}

/** The native tokens behind ours, as one session may make and delete them. */
export function createNativeTokens({
  ask,
  site,
  session,
  seal,
  noteLeft,
}: Dependencies): SessionNativeTokens {
  const { key, isAdministrator, cookie } = session;

  async function create(token: Token, secret: Secret) {
    const name = nativeNameOf(token);
    const outcome = await createPat(ask, site, cookie, { name, days: daysOf(token) });
    if (outcome.kind !== 'created') throw problemOf(outcome, site);
    const { id, rawToken } = outcome.pat;
    return { id, seal: await seal(rawToken, { site: site.id, id: token.id, secret }) };
  }

  async function idsLeft(ids: readonly string[], remove: (id: string) => Promise<boolean>) {
    const kept = await Promise.all(ids.map(async (id) => ((await remove(id)) ? [] : [id])));
    return kept.flat();
  }

  /** Their owners delete their own; an administrator those of others, all in one request. */
  async function deleteAll(deleted: readonly DeletedToken[]): Promise<string[]> {
    const idsOf = (isOwn: boolean) =>
      deleted.flatMap(({ ownerKey, nativeId }) =>
        nativeId !== null && (ownerKey === key) === isOwn ? [nativeId] : [],
      );
    const [own, others] = [idsOf(true), idsOf(false)];
    const areOthersGone =
      others.length === 0 ||
      (isAdministrator && (await deletePatsOfOthers(ask, site, cookie, others)));
    const ownLeft = await idsLeft(own, (id) => deletePat(ask, site, cookie, id));
    return areOthersGone ? ownLeft : [...ownLeft, ...others];
  }

  return {
    create,

    async withdraw({ id }) {
      if (!(await deletePat(ask, site, cookie, id))) noteLeft([id]);
    },

    async deleteBehind(deleted) {
      const left = await deleteAll(deleted);
      if (left.length > 0) noteLeft(left);
      return left.length;
    },
  };
}

/** What a person reads in the product's own list: that it is ours, which one (by its hint), and what for. */
export function nativeNameOf({ hint, description }: Pick<Token, 'hint' | 'description'>): string {
  let name = `Postern ${hint} `;
  for (const char of description) {
    if (name.length + char.length > maxNameLength) break;
    name += char;
  }
  return name.trimEnd();
}

/** Whole days that cover the token's life; undefined: never ends. */
function daysOf({ createdAt, expiresAt }: Token): number | undefined {
  return expiresAt === null ? undefined : Math.ceil((expiresAt - createdAt) / dayMs);
}
