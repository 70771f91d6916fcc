import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { authenticate, type Identity, type LoginReason } from './authenticate.ts';
import type { ReceivedRequest } from './received.ts';
import { type Reply, redirect, text } from './reply.ts';
import { type Request, readRequest } from './request.ts';
import { dispatch, type Route } from './routes.ts';
import type { Site } from './site.ts';
import { readTarget } from './tomcat.ts';
import { checkXsrf } from './xsrf.ts';

/** A product: the site, what answers its requests, and how its content starts over. */
export interface Deployment {
  site: Site;
  routes: readonly Route[];
  resetContent(): void;
}

interface Answer {
  reply: Reply;
  identity: Identity;
}

const NOBODY: Identity = { user: undefined, by: 'none', session: undefined };

export function createPlaygroundServer(
  deployments: readonly Deployment[],
  onServed: (request: ReceivedRequest) => void,
): Server {
  // Longer than callers keep connections, or one that is reused late meets a closed door.
  return createServer({ keepAliveTimeout: 65_000 }, (message, response) => {
    serve(deployments, onServed, message, response).catch((error: unknown) => {
      if (response.headersSent || message.destroyed) return response.destroy();
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error));
    });
  });
}

async function serve(
  deployments: readonly Deployment[],
  onServed: (request: ReceivedRequest) => void,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = readTarget(message.url ?? '');
  const deployment = target.kind === 'path' ? deploymentAt(deployments, target.path) : undefined;
  if (target.kind === 'refused' || !deployment) {
    const reply = target.kind === 'refused' ? text(400, target.reason) : outside(target.path);
    onServed(record(message, { product: 'jira', status: reply.status }));
    return send(response, reply, message);
  }
  const { site, routes } = deployment;
  const request = await readRequest(message, target, site.context);
  const { delayMs, isDown } = site.settings();
  if (delayMs > 0) await wait(delayMs);
  const { reply, identity } = isDown
    ? { reply: text(503, 'Service Unavailable'), identity: NOBODY }
    : answer(site, routes, request);
  onServed(
    record(message, {
      product: site.product,
      bodyBytes: request.body.length,
      user: identity.user?.name ?? 'anonymous',
      authenticatedBy: identity.by,
      status: reply.status,
    }),
  );
  await send(response, withIdentity(reply, identity), message);
}

/** A request nobody took, like one that Tomcat refuses, is recorded as well, under Jira. */
function record(
  { method = '', url = '', rawHeaders, headers }: IncomingMessage,
  served: Partial<ReceivedRequest> & Pick<ReceivedRequest, 'product' | 'status'>,
): ReceivedRequest {
  const unserved = { bodyBytes: 0, user: 'anonymous', authenticatedBy: 'none' } as const;
  return { method, target: url, rawHeaders, headers, ...unserved, ...served };
}

function deploymentAt(deployments: readonly Deployment[], path: string): Deployment | undefined {
  return deployments.find(({ site: { context } }) => path.startsWith(`${context}/`));
}

function answer(site: Site, routes: readonly Route[], request: Request): Answer {
  const authentication = authenticate(site, request);
  if (authentication.kind === 'refused') {
    const { reply, reason } = authentication;
    return { reply, identity: { ...NOBODY, reason } };
  }
  const { identity } = authentication;
  const refusal = checkXsrf(site, request, identity.session);
  return { reply: refusal ?? dispatch(routes, { site, request, identity }), identity };
}

/** Every answer of Jira and Confluence says whom it was made for; a handler may overrule. */
function withIdentity(reply: Reply, { user, cookie, reason }: Identity): Reply {
  const name = encodeURIComponent(user?.name ?? 'anonymous').replaceAll('%20', '+');
  const headers: Reply['headers'] = { 'X-AUSERNAME': name };
  const shown: LoginReason | undefined = reason ?? (user ? 'OK' : undefined);
  if (shown) headers['X-Seraph-LoginReason'] = shown;
  if (cookie) headers['Set-Cookie'] = [cookie];
  const own = reply.headers['Set-Cookie'];
  const cookies = own === undefined ? {} : { 'Set-Cookie': [cookie ?? [], own].flat() };
  return { ...reply, headers: { ...headers, ...reply.headers, ...cookies } };
}

async function send(response: ServerResponse, reply: Reply, message: IncomingMessage) {
  const { status, headers, body } = reply;
  const isHead = message.method === 'HEAD';
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    return isHead ? void response.end() : pipeline(body, response);
  }
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body ?? '') };
  response.writeHead(status, { ...headers, ...length });
  response.end(isHead ? undefined : body);
}

function outside(path: string): Reply {
  if (path === '/jira' || path === '/confluence') return redirect(`${path}/`);
  return path === '/' ? redirect('/jira/') : text(404, 'The products are at /jira and /confluence');
}
