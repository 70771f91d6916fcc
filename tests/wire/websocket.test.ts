import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, headerSecret, host, openHouse, siteOf } from './house.ts';
import { readAnswer, requestText } from './raw-client.ts';
import {
  acceptOf,
  type StreamingOrigin,
  startStreamingOrigin,
  textFrame,
  textOf,
} from './streaming-origin.ts';
import { basic } from './tokens.ts';

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
});
beforeEach(() => {
  origin.exchanges.length = 0;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await house.stop();
  origin.close();
});

/** Asks for a WebSocket; the connection, and the answer's head. */
async function upgrade(headers: readonly string[]) {
  const key = randomBytes(16).toString('base64');
  const socket = connect(house.workerd.port('streams'), '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  const lines = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const own = [`Sec-WebSocket-Key: ${key}`, ...headers];
  socket.write(requestText('GET /jira/socket?x=1', host, [...lines, ...own]));
  return { socket, key, answer: await readAnswer(socket) };
}

function say(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (frame) => resolve(textOf(frame as Buffer)));
    socket.write(textFrame(text, randomBytes(4)));
  });
}

const forged = ['X-Remote-User: admin', 'X_Remote_User: admin', 'X-Postern-Secret: x'];

describe('WebSocket', () => {
  it("with a browser's cookie and no token: the handshake passes, and both ways carry", async () => {
    const browser = ['Cookie: JSESSIONID=1', `Origin: http://${host}`, 'User-Agent: Mozilla/5.0'];
    const { socket, key, answer } = await upgrade([...browser, ...forged]);
    expect([answer.status, answer.header('Sec-WebSocket-Accept')]).toEqual([101, acceptOf(key)]);
    for (const text of ['hello', 'wörld', 'x'.repeat(100)])
      expect(await say(socket, text)).toBe(text.toUpperCase());
    const { headers } = origin.exchanges[0] ?? expect.fail();
    expect(headers).toMatchObject({ cookie: 'JSESSIONID=1', origin: `http://${host}` });
    expect(headers['x-remote-user']).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain('admin');
  });

  it('with a token that may write: the headers are rebuilt, and both ways carry', async () => {
    const { socket, key, answer } = await upgrade([bearing, 'Cookie: JSESSIONID=1', ...forged]);
    expect([answer.status, answer.header('Sec-WebSocket-Accept')]).toEqual([101, acceptOf(key)]);
    for (const text of ['hello', 'again']) expect(await say(socket, text)).toBe(text.toUpperCase());
    const { headers, path } = origin.exchanges[0] ?? expect.fail();
    expect(path).toBe('/jira/socket?x=1');
    expect(headers).toMatchObject({ 'x-remote-user': 'alice', 'x-postern-secret': headerSecret });
    for (const name of ['cookie', 'authorization', 'origin']) expect(headers[name]).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain('admin');
  });

  it('is judged as any request: no origin hears of a bad token', async () => {
    for (const user of ['bob', 'alice']) {
      const { answer } = await upgrade([`Authorization: ${basic(user, 'pst_x')}`]);
      expect(answer.status).toBe(401);
    }
    expect(origin.exchanges).toEqual([]);
  });
});
