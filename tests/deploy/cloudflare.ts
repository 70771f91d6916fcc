import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';

/** What wrangler asked Cloudflare for, in order. */
export interface Asked {
  method: string;
  path: string;
  body: string;
}

export interface Cloudflare {
  asked: Asked[];
  /** The secrets of the Worker, once something made it. */
  secrets: Map<string, string>;
  /** What it is told it does, and says nothing. */
  losesAnswers: boolean;
  /** The account's database. */
  database: DatabaseSync;
  /** What makes wrangler talk to this one. */
  env: Record<string, string>;
  close(): void;
}

const account = '0123456789abcdef0123456789abcdef';

/** Stands in for the part of Cloudflare's API that a deployment of ours uses; real wrangler talks to it. */
export async function startCloudflare(): Promise<Cloudflare> {
  const asked: Asked[] = [];
  const secrets = new Map<string, string>();
  const database = new DatabaseSync(':memory:');
  let hasWorker = false;

  function answer({ method, path, body }: Asked): unknown {
    const script = `/accounts/${account}/workers/scripts/postern`;
    if (path === `${script}/secrets` && method === 'GET')
      return hasWorker
        ? [...secrets.keys()].map((name) => ({ name, type: 'secret_text' }))
        : missing;
    if (path === `${script}/secrets-bulk` || (path === `${script}/settings` && method === 'PATCH'))
      return take(body);
    if (path === script && method === 'PUT') {
      hasWorker = true;
      return { id: 'postern', startup_time_ms: 1, deployment_id: 'x' };
    }
    if (path.startsWith(`/accounts/${account}/workers/services/postern`))
      return { ...service, default_environment: service };
    if (path === `/accounts/${account}/workers/workers/postern`)
      return { subdomain: { enabled: false, previews_enabled: false } };
    if (path === `${script}/routes` || path === '/zones/zone/workers/routes') return [];
    if (path === `${script}/schedules`) return { schedules: [] };
    if (path === `${script}/subdomain`) return { enabled: false, previews_enabled: false };
    if (path === `${script}/versions`)
      return { id: 'a-version', resources: { script: { etag: 'x' } }, startup_time_ms: 1 };
    if (path.endsWith('/deployments')) return { deployments: [] };
    if (path === '/zones') return [{ id: 'zone', name: 'corp.test' }];
    if (path.endsWith('/query')) {
      const { sql, params = [] } = JSON.parse(body) as { sql: string; params?: string[] };
      return [{ success: true, meta: {}, results: query(sql, params) }];
    }
    return undefined;
  }

  function take(body: string): unknown {
    if (!hasWorker) return missing;
    for (const [, name = '', text = ''] of body.matchAll(
      /"name":"(\w+)","(?:type":"secret_text","text|text)":"((?:[^"\\]|\\.)*)"/g,
    ))
      secrets.set(name, JSON.parse(`"${text}"`) as string);
    return {};
  }

  function query(sql: string, params: string[]): unknown[] {
    if (/^\s*(select|pragma)/i.test(sql)) return database.prepare(sql).all(...params);
    database.exec(sql);
    return [];
  }

  const server = createServer(async (request, response) => {
    const one = await read(request);
    asked.push(one);
    const result = answer(one);
    if (stand.losesAnswers && one.method === 'PATCH') return void request.socket.destroy();
    const isMissing = result === missing;
    response.writeHead(isMissing ? 404 : 200, { 'Content-Type': 'application/json' });
    const errors = isMissing ? [{ code: 10007, message: 'This Worker does not exist' }] : [];
    response.end(
      JSON.stringify({ success: !isMissing, errors, messages: [], result: result ?? {} }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stand: Cloudflare = {
    asked,
    secrets,
    losesAnswers: false,
    database,
    env: {
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}`,
      CLOUDFLARE_API_TOKEN: 'a-token-of-the-tests',
      CLOUDFLARE_ACCOUNT_ID: account,
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return stand;
}

const service = { environment: 'production', script: { tag: 'x', last_deployed_from: 'wrangler' } };
const missing = Symbol('no such Worker');

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method ?? '',
    path: request.url?.split('?')[0] ?? '',
    body: Buffer.concat(chunks).toString(),
  };
}
