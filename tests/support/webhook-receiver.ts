import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One delivery as it arrived, byte for byte. */
export interface ReceivedDelivery {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * Somebody's receiver on this machine. The path says how it behaves: `/status/500`, `/redirect` (to `/status/200`), `/hang`
 * (never answers), `/flood` (an answer without end), everything else 204. `GET /received` tells what came, `DELETE` forgets it.
 */
export function startReceiver(): Promise<{ url: string; close: () => void }> {
  const received: ReceivedDelivery[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path === '/received' && request.method !== 'POST') {
      if (request.method === 'DELETE') received.length = 0;
      return void response.end(JSON.stringify(received));
    }
    received.push(await read(request));
    if (path === '/hang') return;
    if (path === '/redirect')
      return void response.writeHead(302, { Location: '/status/200' }).end();
    if (path === '/flood') {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
      return void response.once('close', () => clearInterval(timer));
    }
    const status = Number(/^\/status\/(\d{3})$/.exec(path)?.[1] ?? 204);
    response.writeHead(status).end(status === 204 ? undefined : 'said the receiver');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = () => {
        server.closeAllConnections();
        server.close();
      };
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
}

async function read(request: IncomingMessage): Promise<ReceivedDelivery> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    path: request.url ?? '',
    method: request.method ?? '',
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString(),
  };
}
