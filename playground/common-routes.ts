import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { applinkRoutes } from './applink-routes.ts';
import { avatar } from './avatar.ts';
import { patRoutes } from './pat-routes.ts';
import { json, redirect, text } from './reply.ts';
import { type Call, type Route, route } from './routes.ts';

/** What both products have, and what the playground itself adds for tests. */
export const commonRoutes: readonly Route[] = [
  route('GET', '/plugins/servlet/applinks/whoami', ({ identity }) =>
    text(200, identity.user?.name ?? ''),
  ),
  ...patRoutes,
  ...applinkRoutes,
  route('GET', '/secure/useravatar', avatar),
  route('*', '/rest/playground/echo', echo),
  route('*', '/rest/playground/echo/*', echo),
  route('GET', '/rest/playground/redirect', ({ request }) =>
    redirect(request.query.get('to') ?? '/'),
  ),
  route('*', '/rest/playground/whoami-mismatch', whoamiMismatch),
  route('GET', '/rest/playground/stream', stream),
];

function echo({ request, identity }: Call) {
  return json(200, {
    method: request.method,
    target: request.target,
    path: request.path,
    rawHeaders: request.rawHeaders,
    headers: request.headers,
    query: [...request.query],
    form: [...request.form],
    body: { length: request.body.length, sha256: request.body.sha256 },
    user: identity.user?.name ?? 'anonymous',
    authenticatedBy: identity.by,
  });
}

/** A fault no product should have: the answer is for somebody else than the one asked for. */
function whoamiMismatch({ identity }: Call) {
  const other = identity.user?.name === 'bob' ? 'alice' : 'bob';
  return text(200, other, { 'X-AUSERNAME': other });
}

/** `?chunks=&ms=`: an answer that comes piece by piece. */
function stream({ request }: Call) {
  const chunks = Math.min(Number(request.query.get('chunks') ?? 3), 1000);
  const pause = Math.min(Number(request.query.get('ms') ?? 50), 5000);
  async function* pieces() {
    for (let n = 1; n <= chunks; n += 1) {
      yield `piece ${n}\n`;
      await sleep(pause);
    }
  }
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: Readable.from(pieces()) };
}
