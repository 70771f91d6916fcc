import { generateKeyPairSync } from 'node:crypto';
import { siteOf } from '../tests/wire/house.ts';
import { withOrigin } from './gateway/stage.ts';
import { stream } from './gateway/streaming.ts';
import { withClient } from './load/load.ts';
import { overStarts, race, ratioBetween, type Standing } from './load/rounds.ts';
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
    const found = await overStarts(quick ? 1 : 3, () => raceOnce(origin.plain, quick));
    const streamed = await streamOnce(origin.streaming, quick);
    return [...rowsOf(found), ...streamed];
  });

const owner = { count: 1, site: 'jira', owner: 'alice', ownerKey: 'JIRAUSER10101' };

async function raceOnce(origin: string, quick: boolean) {
  const applink = {
    SITES: [siteOf('applink', `${origin}/jira`)],
    APPLINK_PRIVATE_KEY: privateKey,
  };
  await using workerd = await startWorkerd({
    workers: {
      header: postern(origin),
      applink: postern(origin, applink),
      bare: floor('forward', origin),
      pastCache: floor('past-cache', origin),
      least: floor('gateway', origin),
      ok: floor('ok'),
      sign: { ...floor('sign'), vars: { PRIVATE_KEY: privateKey } },
    },
  });
  const [token = ''] = await insertTokens(workerd, owner);
  const asBrowser = [
    get(path, 'Bearer a-native-token').replace(
      'python-requests/2.32',
      'Mozilla/5.0 (X11; Linux x86_64)',
    ),
  ];
  const requests = [get(path, token)];
  const on = (worker: string) => ({ port: workerd.port(worker), requests });
  const found = await withClient((client) =>
    race(
      client,
      {
        bare: on('bare'),
        pastCache: on('pastCache'),
        least: on('least'),
        header: on('header'),
        applink: on('applink'),
        ok: on('ok'),
        sign: on('sign'),
        passing: { port: workerd.port('header'), requests: asBrowser },
      },
      { rounds: quick ? 1 : 4, seconds: quick ? 0.3 : 1, connections: 8 },
    ),
  );
  return found;
}

async function streamOnce(origin: string, quick: boolean): Promise<Row[]> {
  await using workerd = await startWorkerd({
    workers: { gateway: postern(origin), bare: floor('forward', origin) },
  });
  const [token = ''] = await insertTokens(workerd, owner);
  const [size, rounds] = quick ? [4, 1] : [100, 3];
  const rows = await stream({ workerd, authorization: token, size, rounds });
  return rows;
}

function rowsOf(found: Awaited<ReturnType<typeof raceOnce>>): Row[] {
  const { bare, pastCache, least, header, applink, passing, ok, sign } = found;
  const row = (name: string, one: Standing, floorName: string, floor: Standing): Row => ({
    name,
    value: one.perSecond,
    unit: 'a second',
    beside: { name: floorName, value: floor.perSecond },
    ratio: ratioBetween(one, floor),
    note: `p50 ${one.p50.toFixed(3)} ms beside ${floor.p50.toFixed(3)}, p99 ${one.p99.toFixed(3)} beside ${floor.p99.toFixed(3)}`,
  });
  const byHeader = 'with a token, by trusted header';
  const byLink = row('with a token, by application link', applink, 'bare fetch', bare);
  const passed = "a browser's request, passed through";
  const noStore = "fetch with cache: 'no-store'";
  // A core each: what one more answer a second costs is its time.
  const more = 1e6 / applink.perSecond - 1e6 / header.perSecond;
  const signing = 1e6 / sign.perSecond - 1e6 / ok.perSecond;
  return [
    { ...row(byHeader, header, 'bare fetch', bare), bar: { atLeast: 0.9 } },
    row(byHeader, header, 'what any gateway for tokens does (floors/gateway.js)', least),
    {
      ...byLink,
      note: `${byLink.note}; ${more.toFixed(0)} µs more than by header, of which the RSA signature of 2048 bits is ${signing.toFixed(0)} (${((100 * signing) / more).toFixed(0)} %)`,
    },
    { ...row(passed, passing, 'bare fetch', bare), bar: { atLeast: 0.95 } },
    row(passed, passing, noStore, pastCache),
    row(noStore, pastCache, 'bare fetch', bare),
  ];
}
