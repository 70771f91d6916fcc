import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Playground, startPlayground } from '../../playground/index.ts';
import { type LocalKeys, makeKeys } from '../../playground/keys.ts';
import { startWorkerd, type Vars, type Workerd } from '../wire/workerd.ts';

/** What stands at the site's address, which decides where each request goes. */
export type Front = (
  message: IncomingMessage,
  response: ServerResponse,
  to: (port: number) => void,
) => void;

export interface Stand {
  playground: Playground;
  keys: LocalKeys;
  workerd: Workerd;
  /** The public address of Jira, where a front of the test's own stands. */
  site: string;
  playgroundPort: number;
  setFront(front: Front): void;
  /** All to the Worker of this name. */
  to(worker: string): Front;
  close(): Promise<void>;
}

/** A deployment on this machine: a playground, Workers by name, one of which answers at the site's address. */
export async function openStand(workers: Record<string, Vars> = {}): Promise<Stand> {
  let front: Front = (_message, response) => void response.writeHead(500).end();
  const server = createServer((message, response) =>
    front(message, response, (port) => pass(message, response, port)),
  );
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const site = `${origin}/jira`;
  const keys = makeKeys();
  const playground = await startPlayground({
    port: 0,
    baseUrl: { jira: site, confluence: `${origin}/confluence` },
    applink: { consumerKey: 'postern', publicKey: keys.APPLINK_PUBLIC_KEY },
    trustedHeader: { name: 'X-Remote-User', secret: keys.HEADER_SECRET },
  });
  const common = { product: 'jira', name: 'Jira', url: site, origin: playground.jira };
  const { APPLINK_PUBLIC_KEY: _, ...secrets } = keys;
  const varsOf = (vars: Vars): Vars => ({
    SITES: [{ id: 'jira', actAs: 'applink', ...common }],
    ...secrets,
    ...vars,
  });
  const workerd = await startWorkerd({
    workers: Object.fromEntries(
      Object.entries({ good: {}, ...workers }).map(([name, vars]) => [name, varsOf(vars)]),
    ),
    onLog: () => undefined,
  });
  const to =
    (worker: string): Front =>
    (_message, _response, pass) =>
      pass(workerd.port(worker));
  front = to('good');
  return {
    playground,
    keys,
    workerd,
    site,
    playgroundPort: Number(new URL(playground.origin).port),
    setFront(next) {
      front = next;
    },
    to,
    async close() {
      server.closeAllConnections();
      server.close();
      await Promise.all([workerd.stop(), playground.close()]);
    },
  };
}

/** Hands a request on as it came, and the answer back. */
export function pass(message: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url: path, rawHeaders: headers } = message;
  const on = request({ host: 'localhost', port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
    answer.pipe(response);
  });
  on.once('error', () => response.destroy());
  message.pipe(on);
}
