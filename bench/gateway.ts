import { generateKeyPairSync } from 'node:crypto';
import { siteOf } from '../tests/wire/house.ts';
import { withOrigin } from './gateway/stage.ts';
import { stream } from './gateway/streaming.ts';
import { withClient } from './load/load.ts';
import { race, ratioBetween, type Standing } from './load/rounds.ts';
import type { Bench, Row } from './row.ts';
import { floor, get, postern } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd } from './stage/workerd.ts';

const path = '/jira/rest/api/2/issue/DEMO-1?fields=summary,status';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** A GET through the gateway beside a Worker that does a bare `fetch(request)` to the same origin; and streaming. */
export const gateway: Bench = ({ quick }) =>
  withOrigin(async (origin) => {
    const applink = {
      SITES: [siteOf('applink', `${origin.plain}/jira`)],
      APPLINK_PRIVATE_KEY: privateKey,
    };
    const workerd = await startWorkerd({
      workers: {
        header: postern(origin.plain),
        applink: postern(origin.plain, applink),
        bare: floor('forward', origin.plain),
        ok: floor('ok'),
        sign: { ...floor('sign'), vars: { PRIVATE_KEY: privateKey } },
        'gateway-streaming': postern(origin.streaming),
        'bare-streaming': floor('forward', origin.streaming),
      },
    });
    const owner = { count: 1, site: 'jira', owner: 'alice', ownerKey: 'JIRAUSER10101' };
    const [token = ''] = await insertTokens(workerd, owner);
    const asBrowser = [
      get(path, 'Bearer a-native-token').replace(
        'python-requests/2.32',
        'Mozilla/5.0 (X11; Linux x86_64)',
      ),
    ];
    const withToken = [get(path, token)];
    const found = await withClient((client) =>
      race(
        client,
        {
          bare: { port: workerd.port('bare'), requests: withToken },
          header: { port: workerd.port('header'), requests: withToken },
          applink: { port: workerd.port('applink'), requests: withToken },
          ok: { port: workerd.port('ok'), requests: withToken },
          sign: { port: workerd.port('sign'), requests: withToken },
          passing: { port: workerd.port('header'), requests: asBrowser },
        },
        { rounds: quick ? 1 : 9, seconds: quick ? 0.3 : 1.5, connections: 8 },
      ),
    );
    const size = quick ? 4 : 100;
    const rounds = quick ? 1 : 3;
    const streamed = await stream({ workerd, authorization: token, size, rounds });
    await workerd.stop();
    return [...rowsOf(found), ...streamed];
  });

function rowsOf(
  found: Record<'bare' | 'header' | 'applink' | 'passing' | 'ok' | 'sign', Standing>,
): Row[] {
  const { bare, header, applink, passing, ok, sign } = found;
  const row = (name: string, one: Standing, atLeast?: number, note = ''): Row => ({
    name,
    value: one.perSecond,
    unit: 'a second',
    beside: { name: 'bare fetch', value: bare.perSecond },
    ratio: ratioBetween(one, bare),
    ...(atLeast !== undefined && { bar: { atLeast } }),
    note: `p50 ${one.p50.toFixed(3)} ms beside ${bare.p50.toFixed(3)}, p99 ${one.p99.toFixed(3)} beside ${bare.p99.toFixed(3)}${note}`,
  });
  // A core each: what one more answer a second costs is its time.
  const more = 1e6 / applink.perSecond - 1e6 / header.perSecond;
  const signing = 1e6 / sign.perSecond - 1e6 / ok.perSecond;
  return [
    row('with a token, by trusted header', header, 0.9),
    row(
      'with a token, by application link',
      applink,
      undefined,
      `; ${more.toFixed(0)} µs more than by header, of which the RSA signature of 2048 bits is ${signing.toFixed(0)} (${((100 * signing) / more).toFixed(0)} %)`,
    ),
    row("a browser's request, passed through", passing, 0.95),
  ];
}
