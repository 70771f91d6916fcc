import { type AddressInfo, createServer, type Socket } from 'node:net';
import { dechunk } from './raw-client.ts';

/** A request as its bytes came in; header names as they were spelled. */
export interface Received {
  method: string;
  target: string;
  /** The head byte for byte, without the empty line. */
  head: string;
  headers: [name: string, value: string][];
  body: Buffer;
}

export type Behaviour = (socket: Socket, request: Received) => void;

export interface RawOrigin {
  url: string;
  port: number;
  /** All but the Worker's own question of who an owner is. */
  received: Received[];
  /** Those questions. */
  asked: Received[];
  /** What it does with a request; `ok` where nothing else is said. */
  behave(behaviour: Behaviour | undefined): void;
  openConnections(): number;
  close(): void;
}

/** Who has which key; nobody else is known. */
export const keys: Record<string, string> = {
  alice: 'JIRAUSER10101',
  bob: 'JIRAUSER10102',
  carol: 'JIRAUSER10103',
};

/** An origin made of a bare socket: it keeps every byte, and can do what no HTTP server would. */
export async function startRawOrigin(): Promise<RawOrigin> {
  const received: Received[] = [];
  const asked: Received[] = [];
  const sockets = new Set<Socket>();
  let behaviour: Behaviour = ok;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const request = parseRequest(bytes);
      if (!request) return;
      bytes = Buffer.alloc(0);
      if (/\/rest\/api\/2\/myself(\?|$)/.test(request.target)) {
        asked.push(request);
        return sayWho(socket, request);
      }
      received.push(request);
      behaviour(socket, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    asked,
    behave(next) {
      behaviour = next ?? ok;
    },
    openConnections: () => sockets.size,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

export const ok: Behaviour = (socket) => answer(socket, '200 OK', [], 'ok');

export function answer(
  socket: Socket,
  status: string,
  headers: readonly string[],
  body: string | Buffer,
): void {
  const head = [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers];
  socket.end(
    Buffer.concat([
      Buffer.from(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n`, 'latin1'),
      Buffer.from(body),
    ]),
  );
}

/** As whom a request came, by either adapter's way of saying it. */
export function identitiesOf({ headers, target }: Received): string[] {
  const said = headers.filter(([name]) => /^x[-_]remote[-_]user$/i.test(name));
  const requestors = [...new URL(target, 'http://origin').searchParams].filter(
    ([name]) => name.toLowerCase() === 'xoauth_requestor_id',
  );
  return [...said, ...requestors].map(([, value]) => value);
}

/** The values of a header under any spelling of its name, `_` for `-` too. */
export function valuesOf({ headers }: Received, name: string): string[] {
  const spelled = (text: string) => text.toLowerCase().replaceAll('_', '-');
  return headers.filter(([key]) => spelled(key) === spelled(name)).map(([, value]) => value);
}

function sayWho(socket: Socket, request: Received): void {
  const [name = ''] = identitiesOf(request);
  const key = keys[name];
  if (key === undefined) answer(socket, '401 Unauthorized', [], '');
  else answer(socket, '200 OK', ['Content-Type: application/json'], JSON.stringify({ key, name }));
}

function parseRequest(bytes: Buffer): Received | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const [line = '', ...lines] = head.split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const headers = lines.map((text): [string, string] => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon), text.slice(colon + 1).trim()];
  });
  const header = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
  const rest = bytes.subarray(headEnd + 4);
  const length = Number(header('content-length') ?? 0);
  const body =
    header('transfer-encoding') === 'chunked'
      ? dechunk(rest)
      : rest.length >= length
        ? rest.subarray(0, length)
        : undefined;
  return body && { method, target, head, headers, body };
}
