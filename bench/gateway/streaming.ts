import { median } from '../load/statistics.ts';
import type { Row } from '../row.ts';
import { floor, postern } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';
import { watchMemory } from './memory.ts';
import { transfer, type Way } from './transfer.ts';

const ways = ['down', 'up'] as const;
const atMostMebibytes = 32;

interface Streaming {
  origin: string;
  /** In MiB. */
  size: number;
  rounds: number;
}

/** Measures megabytes a second in both directions, for the gateway and the bare proxy in turn, and the growth of memory. */
export async function stream({ origin, size, rounds }: Streaming): Promise<Row[]> {
  await using workerd = await startWorkerd({
    workers: { gateway: postern(origin), bare: floor('forward', origin) },
  });
  const [authorization = ''] = await insertTokens(workerd, { count: 1 });
  const bytes = size * 2 ** 20;
  const rows: Row[] = [];
  // One baseline for both directions, because the process does not give memory back between them.
  const memory = watchMemory(workerd);
  for (const way of ways) {
    const speeds = { gateway: [] as number[], bare: [] as number[] };
    for (let round = -1; round < rounds; round++) {
      const order = ['bare', 'gateway'] as const;
      for (const worker of round % 2 === 0 ? order : order.toReversed()) {
        const port = workerd.port(worker);
        const started = performance.now();
        await memory.during(() => transfer({ way, port, authorization, bytes }));
        if (round < 0) continue;
        speeds[worker].push(bytes / 1e6 / ((performance.now() - started) / 1000));
      }
    }
    rows.push(
      {
        name: `${size} MiB ${way}`,
        value: median(speeds.gateway),
        unit: 'MB a second',
        beside: { name: 'bare fetch', value: median(speeds.bare) },
      },
      {
        name: `resident memory, ${size} MiB ${way}`,
        value: memory.mebibytesMore(),
        unit: 'MiB more',
        bar: { atMost: atMostMebibytes },
        note: 'peak of all transfers so far, minus the memory before the first',
      },
    );
  }
  return rows;
}

/** Throws if a Worker that holds each body whole would pass the bar, too. */
export async function checkBar(origin: string, size: number): Promise<void> {
  for (const way of ways) await checkBarFor(origin, size, way);
}

async function checkBarFor(origin: string, size: number, way: Way): Promise<void> {
  await using workerd = await startWorkerd({ workers: { buffer: floor('buffer', origin) } });
  const memory = watchMemory(workerd);
  const port = workerd.port('buffer');
  const bytes = size * 2 ** 20;
  await memory.during(() => transfer({ way, port, authorization: 'Bearer none', bytes }));
  const value = memory.mebibytesMore();
  if (size > atMostMebibytes && value <= atMostMebibytes)
    throw new Error(
      `a Worker that holds ${size} MiB whole takes ${value} MiB more: the bar of memory says nothing`,
    );
}
