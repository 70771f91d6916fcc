import { connect, type Socket } from 'node:net';
import type { Load, Measured } from './load.ts';
import { quantile } from './statistics.ts';

// The client process: keeps connections busy, one request at a time on each, and records the latency of each. Plain sockets and
// prepared requests keep its own CPU far below that of the Worker.

/** Microseconds. A ring: with more answers, the first ones are overwritten. */
const latencies = new Uint32Array(1_000_000);

process.on('message', async (load: Load) => {
  process.send?.(await run(load));
});

async function run(load: Load): Promise<Measured> {
  const { port, requests, from = 0, connections, seconds, most = Number.POSITIVE_INFINITY } = load;
  const bytes = requests.map((text) => Buffer.from(text, 'latin1'));
  const statuses: Record<string, number> = {};
  let next = from;
  let answered = 0;
  const started = performance.now();
  const end = started + seconds * 1000;

  function keepBusy(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      let sentAt = 0;
      const send = () => {
        sentAt = performance.now();
        socket.write(bytes[next++ % bytes.length] ?? '');
      };
      const read = createReader((status) => {
        const now = performance.now();
        latencies[answered++ % latencies.length] = (now - sentAt) * 1000;
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (now >= end || next - from >= most) {
          socket.destroy();
          resolve();
        } else send();
      });
      const ended = () => reject(new Error('a connection ended before its time'));
      socket.on('data', read).once('error', reject).once('close', ended);
      socket.setNoDelay(true).once('connect', send);
    });
  }

  await Promise.all(
    Array.from({ length: connections }, () => keepBusy(connect(port, '127.0.0.1'))),
  );
  const perSecond = answered / ((performance.now() - started) / 1000);
  const taken = Array.from(latencies.subarray(0, answered), (microseconds) => microseconds / 1000);
  return { perSecond, p50: quantile(taken, 0.5), p99: quantile(taken, 0.99), statuses, next };
}

/** Calls back with the status of each complete answer, with Content-Length or chunked. Answers must come one at a time. */
function createReader(onAnswer: (status: string) => void) {
  let kept: Buffer | undefined;
  return (chunk: Buffer) => {
    const bytes = kept ? Buffer.concat([kept, chunk]) : chunk;
    const headEnd = bytes.indexOf('\r\n\r\n');
    if (headEnd < 0 || !isWhole(bytes, headEnd)) {
      kept = bytes;
      return;
    }
    kept = undefined;
    onAnswer(bytes.toString('latin1', 9, 12));
  };
}

function isWhole(bytes: Buffer, headEnd: number): boolean {
  const head = bytes.toString('latin1', 0, headEnd);
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length !== undefined) return bytes.length >= headEnd + 4 + Number(length);
  if (/\r\ntransfer-encoding: *chunked/i.test(head))
    return bytes.toString('latin1', bytes.length - 5) === '0\r\n\r\n';
  return true;
}
