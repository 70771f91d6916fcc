import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOPBACK = ['127.0.0.1', '::1'];

export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Listens on both loopback addresses unless one is asked for, since `localhost` may mean either. */
export async function listen(
  createServer: () => Server,
  { host, port = 2990 }: { host?: string; port?: number },
): Promise<Listening> {
  if (host !== undefined && host !== 'localhost' && !LOOPBACK.includes(host)) {
    throw new Error('The playground listens on loopback addresses only');
  }
  const [first = '127.0.0.1', ...others] = host && host !== 'localhost' ? [host] : LOOPBACK;
  const server = createServer();
  await start(server, first, port);
  const bound = (server.address() as AddressInfo).port;
  const servers = [server];
  for (const address of others) {
    const other = createServer();
    // A machine without IPv6 has no ::1.
    await start(other, address, bound).then(
      () => servers.push(other),
      () => undefined,
    );
  }
  return { port: bound, close: async () => void (await Promise.all(servers.map(stop))) };
}

function start(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
