import type { Scope } from '../../shared/contract/token.ts';
import type { Secret } from '../../shared/token-format.ts';
import type { TokenRow } from '../db/token-lookup.ts';
import type { ActAs, Actor, Upstream } from '../origin/act-as/act-as.ts';
import { servedUserOf } from '../origin/ask.ts';
import type { OwnerCheck } from '../origin/owner-check.ts';
import { Problem } from '../problem.ts';
import { noTokensOfTheProduct } from './answers.ts';
import { isSameName } from './credential.ts';
import { forwardableHeaders, withoutIdentity } from './headers.ts';
import {
  ambiguityOf,
  isReservedParameter,
  isWhereCredentialsAreMade,
  withoutReserved,
  withoutSession,
} from './path.ts';
import { clientAddress, isWebSocket } from './request.ts';
import { isStaticPath } from './static-path.ts';
import { ambiguousPath, type Target } from './target.ts';

/** Form bodies are read whole, since OAuth signs them; the products' Tomcat reads no parameters from longer ones. */
const maxFormBytes = 2 * 1024 * 1024;

export type Fetch = (to: string | Request, init: RequestInit) => Promise<Response>;

/**
 * Redirects go to the client. There is no timeout here: exports take their time, and Cloudflare gives up after 100 s without a
 * response head (error 524, https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-524/).
 */
const cachedByExtension = { redirect: 'manual' } as const satisfies RequestInit;

/** Cloudflare caches by file extension, so it would store attachments and give them to every user. */
const neverCached = { ...cachedByExtension, cache: 'no-store' } as const satisfies RequestInit;

/** Forwards a request without a token. Only the headers that name a user to the origin are removed. */
export function passThrough(
  request: Request,
  target: Target,
  actAs: ActAs,
  fetch: Fetch,
): Promise<Response> {
  if (ambiguityOf(target.path) === 'dots') throw ambiguousPath();
  const identity =
    actAs.identityHeader.toLowerCase() === 'authorization' ? '' : actAs.identityHeader;
  const url = target.site.origin + target.path + target.search;
  const { method, headers, body } = request;
  const caching = mayBeCached(request, target) ? cachedByExtension : neverCached;
  const init = { ...caching, headers: withoutIdentity(headers, identity) };
  // Only a request can take a body along whatever its method; to make one costs more than all else here.
  return body === null ? fetch(url, { ...init, method }) : fetch(new Request(url, request), init);
}

/** True for a static file of the product. Never true with `Authorization` or a body, even if the product ignores both. */
function mayBeCached({ method, headers, body }: Request, { path }: Target): boolean {
  return (
    isStaticPath(path) &&
    (method === 'GET' || method === 'HEAD') &&
    body === null &&
    !headers.has('Authorization')
  );
}

export interface ActingAs {
  token: TokenRow;
  /** The token's plain text, as it was presented. */
  secret: Secret;
  /** Epoch milliseconds, or null for never. */
  expiresAt: number | null;
  /** Only reads do with `read`; a WebSocket is none. */
  needs: Scope;
  actAs: ActAs;
  owners: OwnerCheck;
  fetch: Fetch;
}

/** A request with a good token: rebuilt, as its owner's. Throws a Problem where it must not go on like this. */
export async function forwardAsOwner(
  request: Request,
  target: Target,
  acting: ActingAs,
): Promise<Response> {
  const { actAs, owners, fetch } = acting;
  if (ambiguityOf(target.path)) throw ambiguousPath();
  if (request.method === 'TRACE')
    throw new Problem('invalid_request', 'TRACE is not possible with a token');
  if (mayMakeCredentials(request, target, acting)) throw noTokensOfTheProduct();
  const { upstream, body } = await rebuild(request, target, acting);
  const owner = actorOf(acting);
  const { url, method, headers } = await actAs.sign(upstream, owner);
  const send = () => fetch(url, { ...neverCached, method, headers, body });
  const response = owners.isConfirmed(target.site, owner)
    ? await send()
    : await sendConfirmed(send, target, acting);
  if (isSomebodyElse(servedUserOf(response.headers), acting)) {
    owners.doubt(target.site, owner);
    await response.body?.cancel();
    throw notTheOwner();
  }
  return answerOf(response, acting);
}

/** Where the product does not say whom it served, it is believed. */
function isSomebodyElse(served: string | undefined, { token }: ActingAs): boolean {
  return served !== undefined && !isSameName(served, token.ownerName);
}

function actorOf({ token, secret }: ActingAs): Actor {
  const { id, site, ownerKey, ownerName, nativeSeal } = token;
  const sealed = nativeSeal === null ? undefined : { seal: nativeSeal, site, id, secret };
  return { key: ownerKey, name: ownerName, sealed };
}

/** Looking at them and taking them away is everybody's own matter. */
function mayMakeCredentials({ method }: Request, { path }: Target, { needs }: ActingAs): boolean {
  return needs === 'write' && method !== 'DELETE' && isWhereCredentialsAreMade(path);
}

/**
 * Before anything is changed in somebody's name, the product says that this name is still that somebody. A read may run beside
 * the question, so that it costs no time; its answer waits for the outcome.
 */
async function sendConfirmed(
  send: () => Promise<Response>,
  { site }: Target,
  acting: ActingAs,
): Promise<Response> {
  const confirm = async () => {
    if (!(await acting.owners.confirm(site, acting.actAs, actorOf(acting)))) throw notTheOwner();
  };
  if (acting.needs === 'write') {
    await confirm();
    return send();
  }
  const [sent, confirmed] = await Promise.allSettled([send(), confirm()]);
  if (confirmed.status === 'rejected') {
    if (sent.status === 'fulfilled') await sent.value.body?.cancel();
    throw confirmed.reason;
  }
  if (sent.status === 'rejected') throw sent.reason;
  return sent.value;
}

async function rebuild(
  request: Request,
  { site, path, search }: Target,
  { actAs, needs }: ActingAs,
) {
  const headers = forwardableHeaders(request.headers, actAs.identityHeader);
  headers.set('X-Forwarded-For', clientAddress(request));
  headers.set('X-Forwarded-Proto', site.host.replace(/:.*/s, ''));
  headers.set('X-Forwarded-Host', site.host.replace(/^https?:\/\//, ''));
  if (needs === 'write' && isWebSocket(request)) keepWebSocket(request, headers);
  const { body, form } = await readBody(request);
  if (body === null) headers.delete('Content-Length');
  const url = site.origin + withoutSession(path) + withoutReserved(search);
  const upstream: Upstream = { method: request.method, url, headers, form };
  return { upstream, body };
}

function keepWebSocket(request: Request, headers: Headers): void {
  headers.set('Upgrade', 'websocket');
  for (const [name, value] of request.headers) {
    if (name.toLowerCase().startsWith('sec-websocket-')) headers.set(name, value);
  }
}

/** Streams everything but form bodies, which count as parameters: they are signed, and may not log anybody in. */
async function readBody(
  request: Request,
): Promise<{ body: BodyInit | null; form: Upstream['form'] }> {
  // No product reads one, and no request of ours can be built with one; `Content-Length: 0` counts as a body here.
  if (request.method === 'GET' || request.method === 'HEAD') return { body: null, form: [] };
  const type = request.headers.get('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (request.body === null || type !== 'application/x-www-form-urlencoded')
    return { body: request.body, form: [] };
  const bytes = await readAtMost(request.body, maxFormBytes);
  const form = [...new URLSearchParams(new TextDecoder().decode(bytes))];
  const reserved = form.find(([name]) => isReservedParameter(name));
  if (reserved)
    throw new Problem(
      'invalid_request',
      'The form has a parameter that no request with a token may have',
    );
  return { body: bytes, form };
}

async function readAtMost(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limit)
      throw new Problem('invalid_request', `A form body may have at most ${limit} bytes`);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The origin's answer as a token gets it: no cookies, kept by nobody. */
function answerOf(response: Response, { expiresAt }: ActingAs): Response {
  const answer = new Response(response.body, response);
  answer.headers.delete('Set-Cookie');
  answer.headers.set('Cache-Control', 'private, no-store');
  if (expiresAt !== null)
    answer.headers.set('X-Postern-Token-Expires', new Date(expiresAt).toUTCString());
  return answer;
}

function notTheOwner(): Problem {
  return new Problem(
    'origin_unavailable',
    "The product did not serve this request as the token's owner",
  );
}
