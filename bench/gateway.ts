import { checkArrivals } from './gateway/arrival.ts';
import { byBrowser, byProgram, nativeBearer } from './gateway/requests.ts';
import { type Origin, withOrigin } from './gateway/stage.ts';
import { bufferInstead, stream } from './gateway/streaming.ts';
import { rowBeside } from './load/beside.ts';
import { withClient } from './load/load.ts';
import { overStarts, race, type Standing } from './load/rounds.ts';
import type { Bench, Row } from './row.ts';
import { floor, postern, posternByLink, privateKey } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd, type Workerd } from './stage/workerd.ts';

/** Requests through the gateway beside a Worker that does a bare `fetch(request)` to the same origin; and streaming. */
export const gateway: Bench = ({ quick }) =>
  withOrigin(async (origin) => {
    const found = await overStarts(quick ? 1 : 3, () => raceOnce(origin, quick));
    const [size, rounds] = quick ? [4, 1] : [100, 3];
    return [
      ...rowsOf(found),
      ...(await stream({ origin: origin.streaming, size, rounds })),
      ...(await bufferInstead(origin.streaming, size)),
    ];
  });

async function raceOnce(origin: Origin, quick: boolean) {
  const { plain } = origin;
  await using workerd = await startWorkerd({
    workers: {
      header: postern(plain),
      applink: posternByLink(plain),
      bare: floor('forward', plain),
      pastCache: floor('past-cache', plain),
      least: floor('gateway', plain),
      ok: floor('ok'),
      sign: { ...floor('sign'), vars: { PRIVATE_KEY: privateKey } },
    },
  });
  const [token = ''] = await insertTokens(workerd, { count: 1 });
  await checkArrivals(workerd, origin, token);
  const rounds = { rounds: quick ? 1 : 4, seconds: quick ? 0.3 : 0.75, connections: 8 };
  return await withClient((client) => race(client, contestantsOf(workerd, token), rounds));
}

function contestantsOf(workerd: Workerd, token: string) {
  const on = (worker: string, request: string) => ({
    port: workerd.port(worker),
    requests: [request],
  });
  const withToken = byProgram(token);
  const withBearer = byProgram(nativeBearer);
  return {
    bare: on('bare', withToken),
    least: on('least', withToken),
    header: on('header', withToken),
    applink: on('applink', withToken),
    ok: on('ok', withToken),
    sign: on('sign', withToken),
    pastCache: on('pastCache', withBearer),
    bearer: on('header', withBearer),
    bareOfBrowser: on('bare', byBrowser),
    pastCacheOfBrowser: on('pastCache', byBrowser),
    browser: on('header', byBrowser),
  };
}

function rowsOf(found: Awaited<ReturnType<typeof raceOnce>>): Row[] {
  const { header, applink, ok, sign, browser, bearer } = found;
  const bare: [string, Standing] = ['bare fetch', found.bare];
  const bareOfBrowser: [string, Standing] = ['bare fetch', found.bareOfBrowser];
  const least: [string, Standing] = [
    'what any gateway for tokens does (floors/gateway.js)',
    found.least,
  ];
  const byHeader = 'with a token, by trusted header';
  const byLink = rowBeside('with a token, by application link', applink, bare);
  const ofBrowser = "a browser's request, passed through";
  const ofBearer = "another's Bearer token, passed through";
  const noStore = "fetch with cache: 'no-store'";
  // A core each: what one more answer a second costs is its time.
  const more = 1e6 / applink.perSecond - 1e6 / header.perSecond;
  const signing = 1e6 / sign.perSecond - 1e6 / ok.perSecond;
  return [
    { ...rowBeside(byHeader, header, bare), bar: { atLeast: 0.9 } },
    rowBeside(byHeader, header, least),
    {
      ...byLink,
      note: `${byLink.note}; ${more.toFixed(0)} µs more than by header, of which the RSA signature of 2048 bits is ${signing.toFixed(0)} (${((100 * signing) / more).toFixed(0)} %)`,
    },
    { ...rowBeside(ofBrowser, browser, bareOfBrowser), bar: { atLeast: 0.95 } },
    rowBeside(ofBrowser, browser, [noStore, found.pastCacheOfBrowser]),
    rowBeside(`${noStore}, of a browser`, found.pastCacheOfBrowser, bareOfBrowser),
    rowBeside(ofBearer, bearer, bare),
    rowBeside(ofBearer, bearer, [noStore, found.pastCache]),
    rowBeside(noStore, found.pastCache, bare),
  ];
}
