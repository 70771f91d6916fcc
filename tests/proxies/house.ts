import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlayground } from '../../playground/index.ts';
import { makeKeys } from '../../playground/keys.ts';
import type { ReceivedRequest } from '../../playground/received.ts';
import { migrate, startWorker, type WorkerProcess } from '../../playground/worker-process.ts';
import type { CreatedToken } from '../../shared/contract/token-changes.ts';
import { freePort } from '../support/free-port.ts';
import { refuseLeaks } from '../support/leaks.ts';
import type { Program } from './programs.ts';
import { type Certificate, makeCertificate, openTunnel } from './tunnel.ts';
import { type Answer, exchange, type Wire } from './wire.ts';

/** Which requests a proxy asks Postern about: those with any Authorization, those with ours, or all. */
export type Judged = 'any' | 'ours' | 'all';

/** What the documented configuration is filled in with. */
export interface Setting {
  judged: Judged;
  folder: string;
  port: number;
  originPort: number;
  /** Where the Worker answers by TLS, and the certificate to trust there. */
  workerPort: number;
  certFile: string;
  proxySecret: string;
  originSecret: string;
}

export interface ProxyKind {
  name: string;
  start(setting: Setting): Promise<Program>;
}

export interface Served extends Answer {
  /** What the origin received of this request. */
  received: ReceivedRequest[];
}

/** What stands at the Worker's address in its place. */
export interface StandIn {
  status: number;
  headers?: Record<string, string>;
}

export type House = Awaited<ReturnType<typeof openHouse>>;

/**
 * The Worker on a host of its own behind TLS, the playground as an origin that believes the proxy, and the proxy with each
 * of the documented configurations.
 */
export async function openHouse({ name, start }: ProxyKind) {
  const folder = mkdtempSync(join(tmpdir(), `postern-${name}-`));
  const keys = makeKeys();
  const originSecret = randomBytes(32).toString('hex');
  const ports = {
    worker: await freePort(),
    tls: await freePort(),
    origin: await freePort(),
    standIn: await freePort(),
    any: await freePort(),
    ours: await freePort(),
    all: await freePort(),
  };
  const certificates = {
    good: makeCertificate(folder, 'good'),
    forged: makeCertificate(folder, 'forged'),
  };
  const working = join(folder, 'worker');

  const playground = await startPlayground({
    port: ports.origin,
    trustedHeader: { name: 'Remote-User', secret: originSecret },
  });
  let tunnel = await openTunnel(ports.tls, ports.worker, certificates.good);
  let worker: WorkerProcess | undefined;
  const proxies: Program[] = [];
  let sent = 0;
  /** What the Worker logged. */
  let written = '';
  try {
    for (const judged of ['any', 'ours', 'all'] as const) proxies.push(await startProxy(judged));
    migrate(working);
    worker = await openWorker(working);
  } catch (error) {
    await close();
    throw error;
  }

  function startProxy(judged: Judged): Promise<Program> {
    const own = join(folder, judged);
    mkdirSync(own);
    return start({
      judged,
      folder: own,
      port: ports[judged],
      originPort: ports.origin,
      workerPort: ports.tls,
      certFile: certificates.good.certFile,
      proxySecret: keys.VERIFY_PROXY_SECRET,
      originSecret,
    });
  }

  function openWorker(from: string): Promise<WorkerProcess> {
    const origin = `http://127.0.0.1:${ports.any}/jira`;
    const site = { product: 'jira', origin, actAs: 'header' };
    const sites = [
      { ...site, id: 'jira', name: 'Jira', url: `http://localhost:${ports.tls}/jira` },
      // By this one it is asked whether it is up.
      { ...site, id: 'up', name: 'Up', url: `http://localhost:${ports.worker}/jira` },
    ];
    const vars = { SITES: JSON.stringify(sites), VERIFY_CACHE_SECONDS: '0' };
    const log = (text: string) => {
      written += text;
    };
    return startWorker({ port: ports.worker, folder: from, keys, vars, log });
  }

  /** Through the proxy; `target` is below the site, and gets a parameter by which the origin's record of it is found. */
  async function send({ judged = 'any', ...wire }: Wire & { judged?: Judged }): Promise<Served> {
    const mark = `n=${++sent}-${originSecret.slice(0, 8)}`;
    const target = `/jira${wire.target}${wire.target.includes('?') ? '&' : '?'}${mark}`;
    const answer = await exchange(ports[judged], { ...wire, target });
    return { ...answer, received: playground.received.filter((one) => one.target.includes(mark)) };
  }

  /** The session of somebody who logs in by the product's form, through the proxy, as a browser. */
  async function logIn(user: string): Promise<string> {
    const { headers } = await send({
      method: 'POST',
      target: '/login.jsp',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: `os_username=${user}&os_password=${user}`,
    });
    return (headers.get('set-cookie') ?? []).map((cookie) => cookie.split(';', 1)[0]).join('; ');
  }

  /** A call of the API as the extension makes it: through the proxy, with the session. */
  async function call(method: string, path: string, user: string, body?: object): Promise<string> {
    const answer = await send({
      method,
      target: `/_postern/api/v1${path}`,
      headers: [
        ['Cookie', await logIn(user)],
        ['X-Postern-Client', 'test'],
        ['Content-Type', 'application/json'],
      ],
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return answer.body;
  }

  async function close(): Promise<void> {
    await Promise.all([...proxies, worker].map((one) => one?.stop()));
    await Promise.all([tunnel.close(), playground.close()]);
    rmSync(folder, { recursive: true, force: true });
    refuseLeaks(written, { ...keys });
  }

  /** What is in front of the Worker from now on; its old connections end. */
  async function retunnel(to: number, certificate: Certificate): Promise<void> {
    await tunnel.close();
    tunnel = await openTunnel(ports.tls, to, certificate);
  }

  return {
    playground,
    originSecret,
    proxySecret: keys.VERIFY_PROXY_SECRET,
    send,
    logIn,

    async createToken(user: string, wish: object = {}): Promise<CreatedToken> {
      const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
      const body = { description: 'a test', expiresAt, scope: 'write', ...wish };
      return JSON.parse(await call('POST', '/tokens', user, body)) as CreatedToken;
    },

    deleteToken: (user: string, id: string) => call('DELETE', `/tokens/${id}`, user),

    /** While `use` runs, the Worker's host shows a certificate that nobody signed. */
    async withForgedCertificate(use: () => Promise<void>): Promise<void> {
      await retunnel(ports.worker, certificates.forged);
      await use().finally(() => retunnel(ports.worker, certificates.good));
    },

    /** While `use` runs, something else answers at the Worker's address; gives what it was asked. */
    async withStandIn(answer: StandIn, use: () => Promise<void>): Promise<IncomingMessage[]> {
      const asked: IncomingMessage[] = [];
      const server = await listen(ports.standIn, answer, asked);
      await retunnel(ports.standIn, certificates.good);
      await use().finally(async () => {
        await retunnel(ports.worker, certificates.good);
        server.closeAllConnections();
        server.close();
      });
      return asked;
    },

    async stopWorker(): Promise<void> {
      await worker?.stop();
      worker = undefined;
    },

    /** With its database, or with one that has no tables: every question to it fails. */
    async startWorker(database: 'good' | 'broken'): Promise<void> {
      worker = await openWorker(database === 'good' ? working : join(folder, 'broken'));
    },

    close,
  };
}

function listen(port: number, answer: StandIn, asked: IncomingMessage[]): Promise<Server> {
  const server = createServer((request, response) => {
    asked.push(request);
    request.resume();
    response.writeHead(answer.status, answer.headers).end();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, 'localhost', () => resolve(server));
  });
}
