import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { defaultPolicy } from '../../shared/contract/policy.ts';
import { unsigned } from '../../tests/support/unsigned.ts';
import {
  addresses,
  type Case,
  cases,
  goodSpellings,
  names,
  oddPaths,
  type SiteId,
  siteIds,
  spellings,
  tagKeys,
} from '../../tests/support/workerd/invariant-case.ts';
import {
  jira,
  jiraByHeader,
  openIsolate,
  testEnv,
  wiki,
} from '../../tests/support/workerd/isolate.ts';
import { blankRow, createRowStore, type StoredRow } from '../../tests/support/workerd/row-store.ts';
import { createHashOf, makeSecret } from '../../tests/support/workerd/secrets.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How many random cases the invariant is shown for: `POSTERN_CASES`, or 20,000. */
    cases: number;
  }
}

const urls: Record<SiteId, string> = { jira, 'jira-by-header': jiraByHeader, wiki };
const boundMs = 10_000;
const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const hashOf = createHashOf(testEnv.TOKEN_PEPPER ?? '');
const headerSecret = testEnv.HEADER_SECRET ?? '';
const originOf = (site: SiteId) =>
  (testEnv.SITES as { id: string; origin: string }[]).find(({ id }) => id === site)?.origin ?? '';

/** Whether the request of a case may reach the origin in the token's name, from the words of the invariant alone. */
function judge(one: Case, at: Moments): 'must not' | 'may' | 'must' {
  const { site, elsewhere, name, spelling, tag, scope, address, fate, path, form } = one;
  const isCached = fate === 'deleted' && one.isWarm && !one.isStrict && at.now - at.made < boundMs;
  const exists = fate === 'lives' || fate === 'expires' || isCached;
  const isOwner = spelling === 'bearer' || name === 'same' || name === 'other letter case';
  const isReading = ['GET', 'HEAD', 'OPTIONS'].includes(one.method) && !one.isUpgrade;
  const isWithin = (ranges: readonly string[] | null) =>
    ranges === null || ranges.some((range) => addresses[address]?.includes(range));
  const isAllowed =
    exists &&
    tag !== 'unknown key' &&
    at.now < at.end &&
    (elsewhere ?? site) === site &&
    isOwner &&
    goodSpellings.includes(spelling) &&
    (isReading || scope === 'write') &&
    isWithin(one.ranges) &&
    isWithin(one.siteRanges);
  const isForwardable =
    !oddPaths.includes(path) &&
    one.method !== 'TRACE' &&
    !(takesBody(one.method) && form !== undefined && form !== 'a=b') &&
    (site !== 'jira-by-header' || /^[ -~]+$/.test(one.owner));
  if (!isAllowed || !isForwardable) return 'must not';
  if (one.belongsTo !== 'owner') return isReading ? 'may' : 'must not';
  return isCached ? 'may' : 'must';
}

interface Moments {
  made: number;
  end: number;
  now: number;
}

function momentsOf(one: Case, made: number): Moments {
  const cap = one.maxLifetimeDays === null ? Number.POSITIVE_INFINITY : one.maxLifetimeDays * dayMs;
  const end = made + Math.min(one.lifetimeMs, cap);
  const now = {
    lives: made,
    'never was': made,
    deleted: made + one.after,
    expires: end + one.after,
  };
  return { made, end, now: Math.max(made, now[one.fate]) };
}

const takesBody = (method: string) => ['POST', 'PUT', 'PATCH'].includes(method);
const isQuestion = ({ url }: Request) => /\/rest\/api\/(2\/myself|user\/current)(\?|$)/.test(url);

/** As whom a request came, in every way that the site's origin would believe. */
function identitiesIn({ headers, url }: Request): string[] {
  const said = [...headers].filter(([name]) => name.replaceAll('_', '-') === 'x-remote-user');
  const asked = [...new URL(url).searchParams].filter(([name]) =>
    /^xoauth_requestor_id$/i.test(name),
  );
  return [...said, ...asked].map(([, value]) => value);
}

/** What holds for everything that the origin receives: the row's owner, once, and nothing the client said of who it is. */
function expectOwner(request: Request, one: Case): void {
  const { headers, url } = request;
  const target = url.slice(originOf(one.site).length);
  expect(url.startsWith(`${originOf(one.site)}`) && /^([/?]|$)/.test(target)).toBe(true);
  expect(identitiesIn(request)).toEqual([one.owner]);
  expect(unsigned([...headers].join('\n') + url)).not.toMatch(/admin|pst_/);
  expect(headers.get('Cookie')).toBeNull();
  const proof = one.site === 'jira-by-header' ? headerSecret : null;
  expect(headers.get('X-Postern-Secret')).toBe(proof);
  if (proof) expect(headers.get('Authorization')).toBeNull();
  else expect(headers.get('Authorization')).toMatch(/^OAuth oauth_consumer_key="postern", /);
}

let sent: Request[] = [];
let present: Case | undefined;

/** The product: says who an owner is, and serves everything else. */
async function serve(request: Request): Promise<Response> {
  sent.push(request);
  const key = { owner: keyOf(present), another: 'somebody-else', nobody: undefined };
  const known = present && key[present.belongsTo];
  if (!isQuestion(request)) return new Response('ok');
  return known === undefined
    ? Response.json({ type: 'anonymous' }, { status: 200 })
    : Response.json({ key: known, userKey: known });
}

const keyOf = (one: Case | undefined) => `key ${one?.numbers.join('')}`.replace(' ', '-');

beforeEach(() => {
  // One context of workerd, as a test is, may have 10,000 timeouts.
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
    serve(new Request(input, init)),
  );
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('The invariant', () => {
  it('the origin is reached in the name of a token only where all of it allows it, and then as its owner', async () => {
    const numRuns = inject('cases');
    const blank = await blankRow();
    const seen = { reached: 0, refused: 0, count: 0 };
    let world = openWorld();

    /** Fresh isolates now and then, so that no clock runs out of dates. */
    function openWorld() {
      // Timeouts too, since no database is slow here.
      vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: start });
      const store = createRowStore();
      const open = (VERIFY_CACHE_SECONDS: number) =>
        openIsolate({
          DB: store.DB,
          VERIFY_CACHE_SECONDS,
          TOKEN_TAG_KEY_PREVIOUS: `unused-key-of-at-least-32-bytes-01234, ${tagKeys['previous key']}`,
        });
      return { store, cached: open(10), strict: open(0) };
    }

    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        if (seen.count++ % 1000 === 999) world = openWorld();
        // Policies are kept for as long as tokens are: each case begins when the last one's is forgotten.
        const at = momentsOf(one, Date.now() + boundMs);
        const { store } = world;
        const isolate = one.isStrict ? world.strict : world.cached;
        const secret = makeSecret(one.numbers, tagKeys[one.tag]);
        vi.setSystemTime(at.made);
        present = one;
        const policy = {
          ...defaultPolicy,
          maxLifetimeDays: one.maxLifetimeDays,
          ipRanges: one.siteRanges,
        };
        for (const site of siteIds) store.policies.set(site, JSON.stringify(policy));
        store.rows.clear();
        store.state.isReplicaBehind = one.isReplicaBehind;
        const hash = await hashOf(secret);
        if (one.fate !== 'never was') store.rows.set(hash, rowOf(blank, one, hash, at));
        if (one.isWarm)
          await isolate.fetch(`${urls[one.site]}/warm`, {
            headers: { Authorization: spellings.basic(one.owner, secret) },
          });
        if (one.fate === 'deleted') store.rows.clear();

        vi.setSystemTime(at.now);
        sent = [];
        store.state.statements = 0;
        const response = await isolate.fetch(...requestOf(one, secret));
        const verdict = judge(one, at);
        const forwarded = sent.filter((request) => !isQuestion(request));
        for (const request of sent) expectOwner(request, one);
        expect([200, 400, 401, 403, 404, 502]).toContain(response.status);
        expect(response.status === 200).toBe(forwarded.length > 0 && one.belongsTo === 'owner');
        if (verdict === 'must not') expect(forwarded).toEqual([]);
        if (verdict === 'must') expect(forwarded.map(({ method }) => method)).toEqual([one.method]);
        if (response.status === 401) expect(sent).toEqual([]);
        if (one.tag === 'unknown key') expect(store.state.statements).toBe(0);
        seen[forwarded.length > 0 ? 'reached' : 'refused']++;
      }),
      { numRuns },
    );
    // Neither half may be empty, or the property says nothing.
    expect(Math.min(seen.reached, seen.refused)).toBeGreaterThan(numRuns / 50);
  }, 600_000);
});

function rowOf(blank: StoredRow, one: Case, hash: string, { made }: Moments): StoredRow {
  return {
    ...blank,
    hash,
    id: hash.slice(0, 20),
    site: one.site,
    owner_key: keyOf(one),
    owner_name: one.owner,
    scope: one.scope,
    ip_ranges: one.ranges && JSON.stringify(one.ranges),
    created_at: made,
    expires_at: made + one.lifetimeMs,
  };
}

function requestOf(one: Case, secret: string): [url: string, init: RequestInit] {
  const headers = new Headers({
    ...Object.fromEntries(one.forged),
    Authorization: spellings[one.spelling](names[one.name](one.owner), secret),
    'CF-Connecting-IP': one.address,
    ...(one.isUpgrade && { Upgrade: 'websocket' }),
  });
  const body = takesBody(one.method) ? one.form : undefined;
  if (body !== undefined) headers.set('Content-Type', 'application/x-www-form-urlencoded');
  const url = urls[one.elsewhere ?? one.site] + one.path + one.search;
  return [url, { method: one.method, headers, ...(body !== undefined && { body }) }];
}
