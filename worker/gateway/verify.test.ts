import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../shared/contract/policy.ts';
import type { Secret } from '../../shared/token-format.ts';
import type { TokenRow } from '../db/token-lookup.ts';
import type { TokenId } from '../domain/token.ts';
import type { Site } from '../env.ts';
import type { Credential } from './credential.ts';
import { createFailures } from './failures.ts';
import { createTurns } from './share.ts';
import { createTokenCache } from './token-cache.ts';
import { type Attempt, createVerifier } from './verify.ts';

const start = 1_800_000_000_000;
let at = 0;
beforeEach(() => {
  at = start;
});

const site = { id: 'jira' } as Site;

/** The rows that are there; all that is not named here is unknown. */
function rowOf(secret: string): TokenRow | undefined {
  const row = {
    id: secret as TokenId,
    site: secret.startsWith('elsewhere') ? 'wiki' : 'jira',
    hash: secret,
    ownerKey: 'k',
    ownerName: secret.startsWith('bobs') ? 'bob' : 'alice',
    scope: 'write',
    ipRanges: null,
    createdAt: at - 86_400_000,
    expiresAt: endOf(secret),
    nativeSeal: null,
    lastUsedAt: 0,
  } satisfies TokenRow;
  return /^(good|ended|ends|bobs|elsewhere)/.test(secret) ? row : undefined;
}

function endOf(secret: string): number | null {
  if (secret === 'ended') return start - 1;
  return secret === 'ends soon' ? start + 1000 : null;
}

/** An isolate's verifier, over a database that takes so many microtasks; `isDown`: and then fails. */
function open({ cacheMs = 60_000, turns = 0, pauseTurns = 0, isDown = false } = {}) {
  const counts = new Map<string, number>();
  const background: Promise<unknown>[] = [];
  const now = () => at;
  let queries = 0;
  const verifier = createVerifier({
    find: async ([secret]) => {
      queries++;
      await take(turns);
      if (isDown) throw new Error('down');
      return rowOf(secret ?? '');
    },
    cache: createTokenCache(cacheMs, now),
    failures: createFailures(
      {
        async limit({ key }: RateLimitOptions) {
          counts.set(key, (counts.get(key) ?? 0) + 1);
          return { success: (counts.get(key) ?? 0) <= 60 };
        },
      },
      now,
      cacheMs,
    ),
    policies: { known: () => defaultPolicy, of: async () => defaultPolicy },
    hashes: (secret) => [secret],
    presentPepper: 'p',
    lastUsedMs: 300_000,
    now,
    inTime: (answer) => answer,
    inTurn: createTurns(now, () => take(pauseTurns)),
  });
  async function kindOf(secret: string, address = '192.0.2.1') {
    // Unknown ones come without a name, so that not all of a crowd have the same.
    const user = secret.startsWith('unknown') ? undefined : 'alice';
    const credential: Credential =
      secret === 'junk'
        ? { kind: 'malformed', user }
        : { kind: 'token', user, secret: secret as Secret };
    const attempt: Attempt = { site, credential, needs: 'read', address };
    return (await verifier.verify(attempt, { waitUntil: (work) => background.push(work) })).kind;
  }
  return {
    kindOf,
    background,
    queries: () => queries,
    /** One try of something unknown from each of so many addresses. */
    crowd: (many: number) =>
      Promise.all(Array.from({ length: many }, (_, i) => kindOf(`unknown ${i}`, `10.0.0.${i}`))),
  };
}

async function take(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await undefined;
}

/** How often each of them came. */
function tally(kinds: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]),
  );
}

describe('a token that has ended', () => {
  it.each([
    ['in strict mode', 0],
    ['with a cache', 10_000],
  ])('costs no query beyond the limit, %s', async (_, cacheMs) => {
    const { kindOf, queries } = open({ cacheMs });
    const kinds = [];
    for (let i = 0; i < 2000; i++) kinds.push(await kindOf('ended'));
    expect(tally(kinds)).toEqual({ refused: 60, 'beyond-limit': 1940 });
    expect(queries()).toBe(cacheMs === 0 ? 61 + 10 : 1);
    at += 10_000;
    const before = queries();
    for (let i = 0; i < 2000; i++) await kindOf('ended');
    expect(queries() - before).toBe(cacheMs === 0 ? 10 : 1);
  });

  it('costs none either where it passed before it ended', async () => {
    const { kindOf, queries } = open({ cacheMs: 0 });
    expect(await kindOf('ends soon')).toBe('good');
    at += 1000;
    const before = queries();
    for (let i = 0; i < 1000; i++) expect(await kindOf('ends soon')).not.toBe('good');
    expect(queries() - before).toBeLessThanOrEqual(1 + 61 + 10);
  });

  it('is none that lives: that one has its queries beyond the limit', async () => {
    const { kindOf, queries } = open({ cacheMs: 0 });
    expect(await kindOf('good')).toBe('good');
    for (let i = 0; i < 100; i++) await kindOf('unknown');
    const before = queries();
    for (let i = 0; i < 100; i++) expect(await kindOf('good')).toBe('good');
    expect(queries() - before).toBe(100);
  });
});

describe('tries at once', () => {
  it('of one address are two hundred at most; what is more cannot be judged', async () => {
    const { kindOf, queries } = open({ turns: 50 });
    const kinds = await Promise.all(Array.from({ length: 3000 }, (_, i) => kindOf(`unknown ${i}`)));
    expect(queries()).toBe(200);
    expect(tally(kinds)).toEqual({ unavailable: 2800, 'beyond-limit': 200 });
  });

  it('of one address wait for one another, and all pass where they are good', async () => {
    const { kindOf, queries } = open({ turns: 50, pauseTurns: 60 });
    const same = await Promise.all(Array.from({ length: 300 }, () => kindOf('good')));
    expect(tally(same)).toEqual({ good: 300 });
    expect(queries()).toBe(200);
    const others = await Promise.all(Array.from({ length: 900 }, (_, i) => kindOf(`good ${i}`)));
    expect(tally(others)).toEqual({ good: 900 });
  });

  it('while the database does not answer are bounded too', async () => {
    const { kindOf, queries } = open({ turns: 50, isDown: true });
    const kinds = await Promise.all(Array.from({ length: 3000 }, (_, i) => kindOf(`good ${i}`)));
    expect(tally(kinds)).toEqual({ unavailable: 3000 });
    expect(queries()).toBe(200);
  });

  it('from many addresses, too', async () => {
    const { kindOf, queries, crowd } = open({ isDown: true });
    await crowd(200);
    const before = queries();
    const kinds = [];
    for (let i = 0; i < 2000; i++) kinds.push(await kindOf(`good ${i}`, `10.0.0.${i % 200}`));
    expect(tally(kinds)).toEqual({ unavailable: 2000 });
    expect(queries() - before).toBe(100);
  });
});

describe('a crowd of addresses that fail', () => {
  const secrets = ['unknown', 'ended', 'bobs', 'elsewhere', 'junk'];

  it.each([0, 1, 2, 50])(
    'hears the same for all its tries where %i queries are left',
    async (left) => {
      const kinds = new Set<string>();
      for (const secret of secrets) {
        const { kindOf, crowd } = open();
        // The first of all are no crowd yet.
        await crowd(30);
        for (let i = 0; i < 100 - left; i++)
          await kindOf(`unknown, again ${i}`, `10.0.0.${i % 30}`);
        kinds.add(await kindOf(secret, '10.0.0.1'));
      }
      expect(kinds).toEqual(new Set([left === 0 ? 'beyond-limit' : 'refused']));
    },
  );

  it('does not lock out an office where somebody failed, if tokens of it passed before', async () => {
    const { kindOf, crowd } = open();
    expect(await kindOf('good', '192.0.2.9')).toBe('good');
    await kindOf('junk', '192.0.2.9');
    const flood = async () => {
      await crowd(200);
      for (let i = 0; i < 300; i++) await kindOf(`unknown ${at} ${i}`, `10.0.0.${i % 200}`);
    };
    await flood();
    for (let i = 0; i < 120; i++) {
      expect(await kindOf(`good ${i}`, '192.0.2.9')).toBe('good');
      at += 10;
      if (i % 10 === 0) await flood();
    }
  });
});

it('good tokens that are new here all pass beyond the limit of their address, where nobody fails any more', async () => {
  const { kindOf } = open();
  for (let i = 0; i < 100; i++) await kindOf(`unknown ${i}`);
  expect(await kindOf('junk')).toBe('beyond-limit');
  at += 10_000;
  for (let i = 0; i < 120; i++) expect(await kindOf(`good ${i}`)).toBe('good');
});

it('what takes a while is done though the client hangs up; what memory says takes none', async () => {
  const { kindOf, background } = open({ turns: 50 });
  void kindOf('good');
  void kindOf('unknown');
  expect(background).toHaveLength(2);
  expect(await Promise.all(background)).toMatchObject([{ kind: 'good' }, { kind: 'refused' }]);
  expect(await kindOf('good')).toBe('good');
  expect(background).toHaveLength(2);
});
