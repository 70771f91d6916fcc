import { checkArrivals } from './gateway/arrival.ts';
import { byProgram, page, staticFile } from './gateway/requests.ts';
import { type Origin, withOrigin } from './gateway/stage.ts';
import { checkBar, stream } from './gateway/streaming.ts';
import { rowBeside } from './load/beside.ts';
import { withClient } from './load/load.ts';
import { overStarts, race, type Standing } from './load/rounds.ts';
import type { Bench, Row } from './row.ts';
import { floor, postern, posternByLink } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd, type Workerd } from './stage/workerd.ts';

/** Requests through the gateway, compared with a Worker that does a bare `fetch(request)` to the same origin; and streaming. */
export const gateway: Bench = ({ quick }) =>
  withOrigin(async (origin) => {
    const found = await overStarts(quick ? 1 : 3, () => raceOnce(origin, quick));
    const [size, rounds] = quick ? [4, 1] : [100, 3];
    await checkBar(origin.streaming, size);
    return [...toRows(found), ...(await stream({ origin: origin.streaming, size, rounds }))];
  });

async function raceOnce(origin: Origin, quick: boolean) {
  const { plain } = origin;
  await using workerd = await startWorkerd({
    workers: {
      header: postern(plain),
      applink: posternByLink(plain),
      bare: floor('forward', plain),
      least: floor('gateway', plain),
    },
  });
  const [token = ''] = await insertTokens(workerd, { count: 1 });
  await checkArrivals(workerd, origin, token);
  const rounds = { rounds: quick ? 1 : 4, seconds: quick ? 0.3 : 0.5, connections: 8 };
  return await withClient((client) => race(client, listContestants(workerd, token), rounds));
}

function listContestants(workerd: Workerd, token: string) {
  const on = (worker: string, request: string) => ({
    port: workerd.port(worker),
    requests: [request],
  });
  const withToken = byProgram(token);
  return {
    bare: on('bare', withToken),
    least: on('least', withToken),
    header: on('header', withToken),
    applink: on('applink', withToken),
    barePage: on('bare', page),
    page: on('header', page),
    bareFile: on('bare', staticFile),
    file: on('header', staticFile),
  };
}

function toRows(found: Awaited<ReturnType<typeof raceOnce>>): Row[] {
  const { header, applink, page, file } = found;
  const bare = (standing: Standing): [string, Standing] => ['bare fetch', standing];
  const least: [string, Standing] = [
    'what any gateway for tokens does (floors/gateway.js)',
    found.least,
  ];
  const byHeader = 'with a token, by trusted header';
  return [
    { ...rowBeside(byHeader, header, least), bar: { atLeast: 0.9 } },
    rowBeside(byHeader, header, bare(found.bare)),
    rowBeside('with a token, by application link', applink, bare(found.bare)),
    {
      ...rowBeside('a static file, passed through', file, bare(found.bareFile)),
      bar: { atLeast: 0.9 },
    },
    { ...rowBeside('a page, passed through', page, bare(found.barePage)), bar: { atLeast: 0.84 } },
  ];
}
