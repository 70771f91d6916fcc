import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Body, mediaType, readBody } from './body.ts';
import { readParameters } from './parameters.ts';
import type { TomcatPath } from './tomcat.ts';

/** A request as a servlet sees it, with what it looked like on the wire. */
export interface Request {
  method: string;
  target: string;
  rawHeaders: string[];
  headers: IncomingHttpHeaders;
  /** The path after the context, decoded and after the internal forward: `/rest/api/2/myself`. */
  path: string;
  /** The whole path as it was sent. */
  rawPath: string;
  query: URLSearchParams;
  /** The parameters of a form body; empty for all other bodies. */
  form: URLSearchParams;
  body: Body;
  /** A session id that came in the path (`;jsessionid=`). */
  pathSession: string | undefined;
}

const FORM_BYTES = 2 * 1024 * 1024;

export async function readRequest(
  message: IncomingMessage,
  target: Extract<TomcatPath, { kind: 'path' }>,
  context: string,
): Promise<Request> {
  const body = await readBody(message);
  return {
    method: message.method ?? 'GET',
    target: message.url ?? '',
    rawHeaders: message.rawHeaders,
    headers: message.headers,
    path: resolveForward(target.path.slice(context.length) || '/'),
    rawPath: target.raw,
    query: readParameters(target.query),
    form: readParameters(formText(message, body)),
    body,
    pathSession: target.session,
  };
}

/** The products rewrite `/s/<anything>/_/<path>` to `/<path>` inside the server, for any method. */
function resolveForward(path: string): string {
  return path.replace(/^\/s\/.+\/_\//s, '/');
}

export function header(request: Request, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** What a servlet's `getParameter` answers: the query first, then the form. */
export function parameter(request: Request, name: string): string | undefined {
  return request.query.get(name) ?? request.form.get(name) ?? undefined;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** The body as a JSON object; undefined when it is anything else. */
export function jsonObject(request: Request): JsonObject | undefined {
  const value = jsonBody(request);
  return isObject(value) ? value : undefined;
}

export function jsonBody(request: Request): unknown {
  try {
    return JSON.parse(request.body.bytes?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function stringAt(value: unknown, ...path: string[]): string | undefined {
  let at = value;
  for (const name of path) at = isObject(at) ? at[name] : undefined;
  return typeof at === 'string' ? at : undefined;
}

/** Like Tomcat's `maxPostSize`: the parameters of a bigger form are not read at all. */
function formText(message: IncomingMessage, body: Body): string {
  const isForm = mediaType(message.headers['content-type']) === 'application/x-www-form-urlencoded';
  return isForm && body.length <= FORM_BYTES ? (body.bytes?.toString('latin1') ?? '') : '';
}
