import { type Context, Hono } from 'hono';
import { effectiveExpiry } from '../../shared/lifetime.ts';
import { type AppEnv, onlyManagers } from '../caller.ts';
import { createNumericIds } from '../db/numeric-ids.ts';
import type { Token, TokenId } from '../domain/token.ts';
import type { Position, TokenListing } from '../domain/token-list.ts';
import { Problem } from '../problem.ts';
import {
  gone,
  nativesOf,
  ownerOf,
  problemOf,
  reachOf,
  remove,
  serviceOf,
} from '../routes/tokens.ts';
import { validateBody, validateQuery } from '../validate.ts';
import { boundsOf } from './bounds.ts';
import {
  AppFilter,
  AppTokenChange,
  appTokenOf,
  expiryOf,
  NewAppToken,
  scopeNumbers,
} from './shapes.ts';

export const appTokens = new Hono<AppEnv>()
  .post('/token', validateBody(NewAppToken), async (c) => {
    const wish = c.req.valid('json');
    const { policy, act, token: maker } = c.var.caller;
    const { house, site } = c.env;
    const { owner, forcedScope } = await ownerOf(c, wish.tokenForUserKey ?? undefined);
    const asked = wish.tokenScope === 1 ? 'read' : 'write';
    const scope = wish.tokenScope ? asked : (forcedScope ?? asked);
    const { maxLifetimeDays, ipRanges } = boundsOf(policy, maker);
    const expiresAt = expiryOf(wish, maxLifetimeDays, house.now());
    const description = wish.tokenDescription;
    const service = house.tokenService(site, { ...policy, maxLifetimeDays }, nativesOf(c));
    const outcome = await service.create(
      { description, scope, ipRanges, expiresAt },
      owner,
      forcedScope,
      act,
    );
    switch (outcome.kind) {
      case 'created': {
        const { token, secret } = outcome;
        return c.json({
          id: await numberOf(c, token.id),
          plainTextToken: secret,
          tokenDescription: description,
          tokenValidityTimeInMonths: wish.tokenValidityTimeInMonths ?? 0,
          tokenExpirationDateTime:
            token.expiresAt === null ? null : new Date(token.expiresAt).toISOString(),
          tokenExpirationDateTimeMillis: token.expiresAt ?? 0,
          tokenScope: scopeNumbers[token.scope],
        });
      }
      case 'expired':
      case 'beyond-policy':
      case 'scope-not-allowed':
        throw problemOf(outcome);
      case 'too-many':
        throw new Problem(
          'limit_reached',
          `At most ${outcome.limit} tokens a user; delete one first`,
        );
    }
  })
  .get('/token', async (c) => {
    const { key } = c.var.caller.asker;
    const tokens = await collect(c, { ...everything, owners: [key] }, () => true, most);
    return c.json({ content: await viewsOf(c, tokens) });
  })
  .get('/tokensByFilter', onlyManagers, validateQuery(AppFilter), async (c) => {
    const filter = c.req.valid('query');
    const { page, limit, tokenScope } = filter;
    const isMeant = ({ scope }: Token) =>
      tokenScope === undefined || String(scopeNumbers[scope]) === tokenScope;
    const all = await collect(c, listingOf(filter), isMeant, (page + 1) * limit);
    return c.json({ content: await viewsOf(c, all.slice(page * limit)), page, limit });
  })
  .patch('/token/:id', validateBody(AppTokenChange), async (c) => {
    const { tokenDescription } = c.req.valid('json');
    const id = await idOf(c);
    const token = await serviceOf(c).rename(id, tokenDescription, reachOf(c), c.var.caller.act);
    if (!token) throw gone();
    const [view] = await viewsOf(c, [token]);
    return c.json(view ?? {});
  })
  .delete('/token/deleteAllFor/:userKey', onlyManagers, async (c) => {
    const { house, site } = c.env;
    const deleteSome = house.leaver(site);
    for (let isDone = false; !isDone; ) {
      const { deleted, finished } = await deleteSome(c.req.param('userKey'), c.var.caller.act);
      await nativesOf(c).deleteBehind(deleted);
      isDone = finished;
    }
    return c.body(null, 204);
  })
  .delete('/token/:id', async (c) => {
    const { deleted } = await remove(c, [await idOf(c)], reachOf(c), 'single');
    if (deleted === 0) throw gone();
    return c.body(null, 204);
  });

/** So many tokens are looked through for one answer; a filter finds more with a narrower question. */
const most = 10_000;
const batch = 500;

const anytime = { from: undefined, to: undefined, orNever: false };
const everything: Omit<TokenListing, 'limit' | 'after' | 'maxLifetimeDays'> = {
  owners: [],
  isOwnerGone: false,
  text: '',
  created: anytime,
  lastUsed: anytime,
  expires: anytime,
  sort: 'created',
  order: 'desc',
};

function listingOf(filter: AppFilter): typeof everything {
  const range = (from?: number, until?: number) => ({
    from,
    to: until === undefined ? undefined : until + 1,
    orNever: false,
  });
  return {
    ...everything,
    owners: filter.userFilter,
    text: filter.descriptionFilter.trim(),
    created: range(filter.fromCreated, filter.untilCreated),
    lastUsed: range(filter.fromLastUsed, filter.untilLastUsed),
    expires: range(filter.fromExpiresDuring, filter.untilExpiresDuring),
  };
}

/** The first `wanted` tokens that are meant, the newest first. */
async function collect(
  c: Context<AppEnv>,
  listing: typeof everything,
  isMeant: (token: Token) => boolean,
  wanted: number,
): Promise<Token[]> {
  const { maxLifetimeDays } = c.var.caller.policy;
  const store = c.env.house.tokenStore(c.env.site);
  const found: Token[] = [];
  let after: Position | undefined;
  for (let seen = 0; seen < most; seen += batch) {
    const page = await store.list({ ...listing, maxLifetimeDays, limit: batch, after });
    found.push(...page.tokens.filter(isMeant));
    after = page.next;
    if (after === undefined || found.length >= wanted) return found.slice(0, wanted);
  }
  throw new Problem(
    'invalid_request',
    `More than ${most} tokens to look through; narrow the filter`,
  );
}

async function viewsOf(c: Context<AppEnv>, tokens: readonly Token[]) {
  const numbers = await idsOf(c).numbersOf(tokens.map(({ id }) => id));
  const { maxLifetimeDays } = c.var.caller.policy;
  return tokens.map((token) =>
    appTokenOf(token, numbers.get(token.id), effectiveExpiry(token, maxLifetimeDays)),
  );
}

function idsOf(c: Context<AppEnv>) {
  return createNumericIds(c.env.house.db, c.env.site.id);
}

async function numberOf(c: Context<AppEnv>, id: TokenId): Promise<number> {
  return (await idsOf(c).numbersOf([id])).get(id) ?? 0;
}

/** The token that the path's number means; whether the caller may reach it is judged behind. */
async function idOf(c: Context<AppEnv>): Promise<TokenId> {
  const text = c.req.param('id') ?? '';
  const id = /^\d{1,15}$/.test(text) ? await idsOf(c).idOf(Number(text)) : undefined;
  if (!id) throw gone();
  return id;
}
