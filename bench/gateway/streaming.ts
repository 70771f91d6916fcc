import { type IncomingMessage, request } from 'node:http';
import { host } from '../../tests/wire/house.ts';
import { median } from '../load/statistics.ts';
import type { Row } from '../row.ts';
import type { Workerd } from '../stage/workerd.ts';

const mebibyte = 2 ** 20;
const chunk = Buffer.alloc(64 * 1024, 'postern ');

interface Streaming {
  workerd: Workerd;
  authorization: string;
  size: number;
  rounds: number;
}

/** Megabytes a second both ways, through the gateway and through the bare proxy in turn, and how far memory went up meanwhile. */
export async function stream({ workerd, authorization, size, rounds }: Streaming): Promise<Row[]> {
  const bytes = size * mebibyte;
  const rows: Row[] = [];
  for (const way of ['down', 'up'] as const) {
    const speeds = { gateway: [] as number[], bare: [] as number[] };
    // Before the first of all: what a transfer made the process take, it keeps for the next one.
    const before = workerd.residentBytes();
    const watch = { most: before };
    for (let round = -1; round < rounds; round++) {
      const order =
        round % 2 === 0 ? (['bare', 'gateway'] as const) : (['gateway', 'bare'] as const);
      for (const worker of order) {
        const port = workerd.port(worker);
        const timer = setInterval(() => {
          watch.most = Math.max(watch.most, workerd.residentBytes());
        }, 10);
        const started = performance.now();
        await transfer(way, port, authorization, bytes);
        clearInterval(timer);
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
        value: (watch.most - before) / mebibyte,
        unit: 'MiB more',
        bar: { atMost: 32 },
        note: 'the most at any moment of all transfers, beside before the first',
      },
    );
  }
  return rows;
}

async function transfer(way: 'down' | 'up', port: number, authorization: string, bytes: number) {
  const headers = { Host: host, Authorization: authorization };
  const down = { method: 'GET', path: `/jira/attachment?bytes=${bytes}`, headers };
  const type = { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes };
  const up = { method: 'PUT', path: '/jira/attachment', headers: { ...headers, ...type } };
  const sent = request({ host: '127.0.0.1', port, ...(way === 'down' ? down : up) });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  );
  if (way === 'up') await write(sent, bytes);
  sent.end();
  const response = await answered;
  let received = 0;
  for await (const data of response) received += (data as Buffer).length;
  if (response.statusCode !== 200 || (way === 'down' && received !== bytes))
    throw new Error(`${way}: ${response.statusCode}, ${received} bytes`);
}

async function write(sent: ReturnType<typeof request>, bytes: number): Promise<void> {
  for (let left = bytes; left > 0; left -= chunk.length)
    if (!sent.write(chunk)) await new Promise((resolve) => sent.once('drain', resolve));
}
