import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInRanges, parseIpRange } from '../../shared/ip-range.ts';
import { mintSecret } from '../../shared/token-format.ts';
import {
  basic,
  jira,
  jiraByHeader,
  openIsolate,
  setPolicy,
  testEnv,
  wiki,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground } from '../../tests/support/workerd/origin.ts';

const sites = { jira, 'jira-by-header': jiraByHeader, wiki };
type SiteId = keyof typeof sites;

interface Known {
  secret: string;
  site: SiteId;
  owner: string;
  scope: 'read' | 'write';
  range: string | null;
  isAlive: boolean;
}

const productOf = (site: SiteId) => (site === 'wiki' ? 'confluence' : 'jira');

/** Tokens of every kind, the dead ones among them. */
async function makeTokens(isolate: ReturnType<typeof openIsolate>): Promise<Known[]> {
  const known: Known[] = [];
  for (const site of Object.keys(sites) as SiteId[]) {
    for (const owner of ['alice', 'carol']) {
      const cookie = await logIn(productOf(site), owner);
      for (const [scope, range, fate] of [
        ['write', null, 'lives'],
        ['read', null, 'lives'],
        ['write', '10.0.0.0/8', 'lives'],
        ['write', null, 'expired'],
        ['write', null, 'deleted'],
      ] as const) {
        const { token, secret } = await isolate.create(sites[site], cookie, {
          scope,
          ipRanges: range && [range],
        });
        if (fate === 'expired')
          await testEnv.DB.prepare('UPDATE tokens SET expires_at = ? WHERE id = ?')
            .bind(Date.now() - 1, token.id)
            .run();
        if (fate === 'deleted')
          await testEnv.DB.prepare('DELETE FROM tokens WHERE id = ?').bind(token.id).run();
        known.push({ secret, site, owner, scope, range, isAlive: fate === 'lives' });
      }
    }
  }
  const stranger = mintSecret((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>));
  known.push({
    secret: stranger,
    site: 'jira',
    owner: 'alice',
    scope: 'write',
    range: null,
    isAlive: false,
  });
  return known;
}

const spell: Record<string, (secret: string, user: string) => string> = {
  basic: (secret, user) => basic(user, secret),
  'scheme in capitals': (secret, user) => basic(user, secret).replace('Basic', 'BASIC'),
  'name in capitals': (secret, user) => basic(user.toUpperCase(), secret),
  bearer: (secret) => `Bearer ${secret}`,
  twice: (secret, user) => `${basic(user, secret)}, ${basic(user, secret)}`,
  cut: (secret, user) => basic(user, secret.slice(0, -1)),
  'in lower case': (secret, user) => basic(user, secret.toLowerCase()),
  'as user': (secret) => basic(secret, 'x'),
  'with a space': (secret, user) => basic(`${user} `, secret),
};
const wellSpelled = ['basic', 'scheme in capitals', 'name in capitals', 'bearer'];

describe('the invariant', () => {
  it('the origin is reached in the name of a token only where all of it allows it, and then as its owner', async () => {
    for (const site of Object.keys(sites)) await setPolicy(site, { maxTokensPerUser: null });
    const isolate = openIsolate();
    const known = await makeTokens(isolate);

    const request = fc.record({
      token: fc.integer({ min: 0, max: known.length - 1 }),
      site: fc.option(fc.constantFrom(...(Object.keys(sites) as SiteId[])), { freq: 2 }),
      user: fc.option(fc.constantFrom('alice', 'carol', 'admin', ''), { freq: 2 }),
      spelling: fc.constantFrom(...wellSpelled, ...Object.keys(spell)),
      method: fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE'),
      address: fc.constantFrom('10.1.2.3', '192.0.2.1', '::ffff:10.0.0.1', '2001:db8::1'),
      forged: fc.constantFrom(
        {},
        { 'X-Remote-User': 'admin' },
        { x_remote_user: 'admin' },
        { 'X-Forwarded-For': '10.1.1.1' },
      ),
      isStrict: fc.boolean(),
    });
    const strict = openIsolate({ VERIFY_CACHE_SECONDS: 0 });

    await fc.assert(
      fc.asyncProperty(
        request,
        async ({ token, spelling, method, address, forged, isStrict, ...chosen }) => {
          const { secret, owner, scope, range, isAlive, ...bound } = known[token] ?? expect.fail();
          const site = chosen.site ?? bound.site;
          const user = chosen.user ?? owner;
          const isReading = ['GET', 'HEAD', 'OPTIONS'].includes(method);
          const mayPass =
            isAlive &&
            site === bound.site &&
            wellSpelled.includes(spelling) &&
            (spelling === 'bearer' || user === owner) &&
            (isReading || scope === 'write') &&
            (range === null || isInRanges(address, [parseIpRange(range) ?? expect.fail()]));

          const before = (await playground.received()).length;
          const Authorization = spell[spelling]?.(secret, user) ?? '';
          const response = await (isStrict ? strict : isolate).fetch(
            `${sites[site]}/rest/playground/echo`,
            {
              method,
              headers: { ...forged, Authorization, 'CF-Connecting-IP': address },
            },
          );
          await response.body?.cancel();
          const received = (await playground.received()).slice(before);
          expect(response.status === 200).toBe(mayPass);
          if (mayPass) {
            expect(received.filter(({ target }) => target.includes('/echo'))).toHaveLength(1);
            for (const one of received)
              expect([one.user, one.product]).toEqual([owner, productOf(site)]);
          } else {
            expect([401, 403]).toContain(response.status);
            expect(received).toEqual([]);
          }
        },
      ),
      { numRuns: 250 },
    );
    expect(await playground.failedLogins('alice')).toBe(0);
  }, 30_000);
});
