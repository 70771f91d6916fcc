import { quantile } from '../load/statistics.ts';
import type { Row } from '../row.ts';
import type { Workerd } from '../stage/workerd.ts';
import { ask, readPage } from './pages.ts';
import type { Query } from './queries.ts';

/** The p99 of a verification's lookup, alone and beside a client that runs these list queries in a loop. */
export async function measureLookups(
  workerd: Workerd,
  lists: readonly Query[],
  times: number,
): Promise<Row> {
  const { results } = await workerd.sql<{ hash: string }>('SELECT hash FROM tokens LIMIT 1000');
  const hashes = results.map(({ hash }) => hash);
  await lookUp(workerd, hashes, 100);
  const alone = await lookUp(workerd, hashes, times);
  const client = startClient(workerd, lists);
  const beside = await lookUp(workerd, hashes, times);
  const pages = await client.stop();
  return {
    name: 'lookup of a token while lists run: p99',
    value: beside,
    unit: 'ms',
    beside: { name: 'alone', value: alone },
    bar: { atMost: 2 },
    note: `beside a client that reads the first pages of all ${lists.length} queries in a loop, ${pages} pages; D1 answers one query at a time`,
  };
}

async function lookUp(workerd: Workerd, hashes: readonly string[], times: number): Promise<number> {
  const milliseconds: number[] = [];
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    await ask(workerd, `/lookup?hash=${hashes[i % hashes.length]}`);
    milliseconds.push(performance.now() - started);
  }
  return quantile(milliseconds, 0.99);
}

function startClient(workerd: Workerd, lists: readonly Query[]) {
  let isRunning = true;
  let pages = 0;
  async function run(): Promise<void> {
    while (isRunning) {
      const query = lists[pages % lists.length];
      if (query) await readPage(workerd, query, undefined);
      pages++;
    }
  }
  const done = run();
  return {
    async stop() {
      isRunning = false;
      await done;
      return pages;
    },
  };
}
