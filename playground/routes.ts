import type { Identity } from './authenticate.ts';
import { empty, json, type Reply, text } from './reply.ts';
import { header, type Request } from './request.ts';
import type { Site } from './site.ts';
import { isAdministrator, type User } from './users.ts';

/** What a handler gets. */
export interface Call {
  site: Site;
  request: Request;
  identity: Identity;
  /** The `:names` of the route's pattern. */
  params: Readonly<Record<string, string>>;
}

export type Handler = (call: Call) => Reply;
export type SignedInHandler = (call: Call, user: User) => Reply;

export interface Route {
  method: string;
  /** Segments; `:name` takes one, a closing `*` the rest. */
  pattern: string;
  handle: Handler;
}

export function route(method: string, pattern: string, handle: Handler): Route {
  return { method, pattern, handle };
}

/** For handlers that nobody may call anonymously. */
export function signedIn(handle: SignedInHandler): Handler {
  return (call) => {
    const { user } = call.identity;
    return user ? handle(call, user) : unauthenticated(call.site);
  };
}

export function administrating(handle: SignedInHandler): Handler {
  return signedIn((call, user) => {
    if (isAdministrator(user, call.site.product)) return handle(call, user);
    return failure(call.site, 403, 'Administrator privileges are required.');
  });
}

export function unauthenticated(site: Site): Reply {
  const message = 'You are not authenticated. Authentication required to perform this operation.';
  const reply = failure(site, 401, message);
  const realm = encodeURIComponent(site.baseUrl());
  return { ...reply, headers: { ...reply.headers, 'WWW-Authenticate': `OAuth realm="${realm}"` } };
}

/** An error in the shape of the product. */
export function failure(site: Site, status: number, message: string, errors: object = {}): Reply {
  if (site.product === 'jira') {
    return json(status, { errorMessages: message ? [message] : [], errors });
  }
  const data = { authorized: status !== 403, valid: false, errors: [], successful: false };
  return json(status, { statusCode: status, data, message, reason: REASONS[status] ?? '' });
}

const REASONS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
};

export function dispatch(routes: readonly Route[], call: Omit<Call, 'params'>): Reply {
  const { request } = call;
  const matches = routes.flatMap(({ pattern, ...rest }) => {
    const params = match(pattern, request.path);
    return params ? [{ ...rest, params }] : [];
  });
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const found = matches.find((one) => one.method === method || one.method === '*');
  if (found) return found.handle({ ...call, params: found.params });
  if (matches.length === 0) return notFound(request);
  const allow = [...new Set(matches.map((one) => one.method))].join(', ');
  return empty(method === 'OPTIONS' ? 200 : 405, { Allow: allow });
}

function notFound(request: Request): Reply {
  if (!request.path.startsWith('/rest/')) return text(404, 'Oops, you have found a dead link.');
  return json(404, { message: `null for uri: ${header(request, 'Host')}`, 'status-code': 404 });
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const isOpen = wanted.at(-1) === '*';
  if (isOpen) wanted.pop();
  if (isOpen ? given.length < wanted.length : given.length !== wanted.length) return undefined;
  const params: Record<string, string> = isOpen
    ? { rest: given.slice(wanted.length).join('/') }
    : {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}
