import type { Readable } from 'node:stream';

export interface Reply {
  status: number;
  headers: Record<string, string | string[]>;
  body?: string | Buffer | Readable;
}

type Headers = Reply['headers'];

export function json(status: number, value: unknown, headers: Headers = {}): Reply {
  const type = {
    'Content-Type': 'application/json;charset=UTF-8',
    'Cache-Control': 'no-cache, no-store',
  };
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(value) };
}

export function text(status: number, body: string, headers: Headers = {}): Reply {
  return { status, headers: { 'Content-Type': 'text/plain;charset=UTF-8', ...headers }, body };
}

export function page(status: number, body: string, headers: Headers = {}): Reply {
  const type = { 'Content-Type': 'text/html;charset=UTF-8', 'Cache-Control': 'no-cache, no-store' };
  return { status, headers: { ...type, ...headers }, body };
}

/** A file that a user attached. It has no `Cache-Control`, so only its path tells a cache that it is private. */
export function file(type: string, body: Buffer): Reply {
  return { status: 200, headers: { 'Content-Type': type }, body };
}

export function redirect(location: string, headers: Headers = {}): Reply {
  return { status: 302, headers: { Location: location, ...headers } };
}

export function empty(status: number, headers: Headers = {}): Reply {
  return { status, headers };
}
