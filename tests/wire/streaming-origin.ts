import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { keys } from './raw-origin.ts';

/** What became of one request at the origin. */
export interface Exchange {
  path: string;
  headers: IncomingHttpHeaders;
  bytesRead: number;
  bytesWritten: number;
  /** When its connection was closed before the answer was whole. */
  isAborted: boolean;
}

export interface StreamingOrigin {
  url: string;
  exchanges: Exchange[];
  /** Lets `/reluctant` read the rest of its body. */
  release(): void;
  close(): void;
}

export const chunk = Buffer.alloc(64 * 1024, 'postern ');

/**
 * `/upload` counts a body; `/reluctant` does not read its before it is released; `/download?bytes` sends as fast as it is
 * taken; `/file` knows ranges. An upgrade becomes a WebSocket that answers each text in capitals.
 */
export async function startStreamingOrigin(): Promise<StreamingOrigin> {
  const exchanges: Exchange[] = [];
  const reluctant: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://origin');
    const path = url.pathname.replace('/jira', '');
    const { headers } = request;
    if (path === '/rest/api/2/myself') {
      const name = String(headers['x-remote-user']);
      return void response
        .setHeader('Content-Type', 'application/json')
        .end(JSON.stringify({ key: keys[name] }));
    }
    const exchange = { path, headers, bytesRead: 0, bytesWritten: 0, isAborted: false };
    exchanges.push(exchange);
    response.on('close', () => {
      exchange.isAborted = !response.writableFinished;
    });
    request.on('error', () => undefined);
    if (path === '/reluctant') await new Promise<void>((resolve) => reluctant.push(resolve));
    if (path === '/download') return download(response, exchange, Number(url.search.slice(1)));
    if (path === '/file') return file(response, headers.range);
    request.on('data', (data: Buffer) => {
      exchange.bytesRead += data.length;
    });
    request.on('end', () => {
      response.end(String(exchange.bytesRead));
    });
  });
  server.on('upgrade', (request, socket: Socket) => {
    const { headers, url = '' } = request;
    exchanges.push({ path: url, headers, bytesRead: 0, bytesWritten: 0, isAborted: false });
    shout(socket, String(headers['sec-websocket-key']));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    release() {
      for (const goOn of reluctant.splice(0)) goOn();
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function download(response: ServerResponse, exchange: Exchange, bytes: number): void {
  response.setHeader('Content-Length', bytes);
  const write = () => {
    while (exchange.bytesWritten < bytes) {
      exchange.bytesWritten += chunk.length;
      if (!response.write(chunk)) return void response.once('drain', write);
    }
    response.end();
  };
  write();
}

function file(response: ServerResponse, range: string | undefined): void {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (from === undefined || to === undefined) return void response.end('0123456789');
  response.writeHead(206, { 'Content-Range': `bytes ${from}-${to}/10`, 'Accept-Ranges': 'bytes' });
  response.end('0123456789'.slice(Number(from), Number(to) + 1));
}

/** The value that proves a WebSocket's handshake (RFC 6455 section 4.2.2). */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

function shout(socket: Socket, key: string): void {
  socket.on('error', () => undefined);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`,
  );
  socket.on('data', (frame: Buffer) => {
    const [kind = 0] = frame;
    if ((kind & 0x0f) === 8) socket.end(Buffer.from([0x88, 0]));
    else socket.write(textFrame(textOf(frame).toUpperCase()));
  });
}

/** A text frame of less than 126 bytes, masked as a client's must be, or bare as a server's. */
export function textFrame(text: string, mask?: Buffer): Buffer {
  const payload = Buffer.from(text);
  const masked = mask ? payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0)) : payload;
  const head = [0x81, payload.length | (mask ? 0x80 : 0)];
  return Buffer.concat([Buffer.from(head), mask ?? Buffer.alloc(0), masked]);
}

export function textOf(frame: Buffer): string {
  const second = frame[1] ?? 0;
  const length = second & 0x7f;
  if ((second & 0x80) === 0) return frame.subarray(2, 2 + length).toString();
  const mask = frame.subarray(2, 6);
  return Buffer.from(
    frame.subarray(6, 6 + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0)),
  ).toString();
}
