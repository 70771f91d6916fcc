import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, host, openHouse, siteOf } from './house.ts';
import { readAnswer, requestText } from './raw-client.ts';
import { chunk, type StreamingOrigin, startStreamingOrigin } from './streaming-origin.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let origin: StreamingOrigin;
let house: House;
let bearing: string;
const sockets: Socket[] = [];
beforeAll(async () => {
  origin = await startStreamingOrigin();
  house = await openHouse({
    more: { streams: { SITES: [siteOf('header', `${origin.url}/jira`)] } },
  });
  bearing = `Authorization: ${(await house.token()).authorization}`;
  await house.send('streams', 'GET /jira/warm', [bearing]);
});
beforeEach(() => {
  origin.exchanges.length = 0;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await house.stop();
  origin.close();
});

function open(line: string, headers: readonly string[]): Socket {
  const socket = connect(house.workerd.port('streams'), '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  socket.write(requestText(line, host, headers));
  return socket;
}

/** Writes as fast as it is taken; stops where the other side does not take more. */
async function pour(socket: Socket, bytes: number): Promise<void> {
  for (let written = 0; written < bytes && !socket.destroyed; written += chunk.length)
    if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve));
}

/** By how much the process was at most larger meanwhile, in MiB, and the seconds it took. */
async function measure(what: string, run: () => Promise<void>): Promise<number> {
  const before = house.workerd.residentBytes();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, house.workerd.residentBytes());
  }, 20);
  const started = performance.now();
  await run();
  clearInterval(sampling);
  const grown = (peak - before) / mebibyte;
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${what}: ${seconds.toFixed(1)} s, resident ${(before / mebibyte).toFixed(0)} MiB and at most ${grown.toFixed(1)} MiB more`,
  );
  return grown;
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await sleep(10);
  expect(condition(), what).toBe(true);
}

const modes = [
  ['with a token', () => [bearing]],
  ['without one', () => ['Cookie: JSESSIONID=1']],
] as const;

describe.each(modes)('Streaming %s', (_, credential) => {
  it('1 GiB goes up with flat memory', async () => {
    const grown = await measure('1 GiB up', async () => {
      const socket = open('PUT /jira/upload', [...credential(), `Content-Length: ${gibibyte}`]);
      const answer = readAnswer(socket, false, 60_000);
      await pour(socket, gibibyte);
      expect((await answer).body.toString()).toBe(String(gibibyte));
    });
    expect(grown).toBeLessThan(64);
  });

  it('1 GiB comes down with flat memory', async () => {
    const grown = await measure('1 GiB down', async () => {
      const socket = open(`GET /jira/download?${gibibyte}`, credential());
      let received = 0;
      await new Promise<void>((resolve) => {
        socket.on('data', (data) => {
          received += data.length;
          if (received >= gibibyte) resolve();
        });
      });
    });
    expect(grown).toBeLessThan(64);
  });

  it('a client that does not read holds the origin back', async () => {
    const socket = open(`GET /jira/download?${gibibyte}`, credential());
    socket.once('data', () => socket.pause());
    await until(() => (origin.exchanges[0]?.bytesWritten ?? 0) > 0, 'it began');
    await sleep(700);
    const written = origin.exchanges[0]?.bytesWritten ?? 0;
    await sleep(300);
    expect(origin.exchanges[0]?.bytesWritten).toBe(written);
    expect(written).toBeLessThan(64 * mebibyte);
    socket.resume();
    await until(() => (origin.exchanges[0]?.bytesWritten ?? 0) > 2 * written, 'it went on');
  });

  it('an origin that does not read holds the client back', async () => {
    const socket = open('PUT /jira/reluctant', [...credential(), `Content-Length: ${gibibyte}`]);
    void pour(socket, gibibyte);
    await sleep(700);
    const written = socket.bytesWritten - socket.writableLength;
    await sleep(300);
    expect(socket.bytesWritten - socket.writableLength).toBe(written);
    expect(written).toBeLessThan(64 * mebibyte);
    socket.destroy();
    origin.release();
  });

  it.each([
    ['within the answer', `GET /jira/download?${gibibyte}`, []],
    ['within the body', 'PUT /jira/upload', [`Content-Length: ${gibibyte}`]],
  ] as const)("a client that leaves %s ends the origin's request", async (_when, line, more) => {
    const socket = open(line, [...credential(), ...more]);
    if (more.length > 0) void pour(socket, 8 * mebibyte);
    await until(() => origin.exchanges.length === 1, 'it arrived');
    await sleep(100);
    socket.destroy();
    await until(() => origin.exchanges[0]?.isAborted === true, 'it was ended');
  });

  it('Range is passed on, and 206 back', async () => {
    const answer = await house.send('streams', 'GET /jira/file', [
      ...credential(),
      'Range: bytes=2-4',
    ]);
    expect([answer.status, answer.header('Content-Range')]).toEqual([206, 'bytes 2-4/10']);
    expect(answer.body.toString()).toBe('234');
  });

  it('Expect: 100-continue lets the body come', async () => {
    const lines = [...credential(), 'Expect: 100-continue', 'Content-Length: 4'];
    const socket = open('POST /jira/upload', lines);
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    await until(() => text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'), 'it may go on');
    socket.write('body');
    await until(() => /HTTP\/1\.1 200 OK[\s\S]*\r\n\r\n4$/.test(text), 'it was taken');
    expect(origin.exchanges.map(({ bytesRead }) => bytesRead)).toEqual([4]);
  });
});
