import type { Served } from './house.ts';

export type Header = readonly [name: string, value: string];

/** Who a client says that it is; no header of the client's with this value may get past the proxy. */
export const intruder = 'admin';

/** What tells somebody who acts, from where, by which method or to which path, somewhere. */
export const trusted = [
  'Remote-User',
  'X-Remote-User',
  'X-Forwarded-User',
  'X-Forwarded-Preferred-Username',
  'X-Forwarded-Email',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Method',
  'X-Forwarded-Uri',
  'X-Real-IP',
  'X-Original-Method',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-HTTP-Method-Override',
  'X-Postern-Secret',
  'X-Postern-Proxy-Secret',
  'X-Postern-User-Key',
  'X-Postern-Token-Id',
  'X-Postern-Scope',
  'X-WebAuth-User',
  'Forwarded',
  'Proxy-Authorization',
];

export const spellings: Record<string, (name: string) => string[]> = {
  'as it is': (name) => [name],
  'in capitals': (name) => [name.toUpperCase()],
  'in small letters': (name) => [name.toLowerCase()],
  'with underscores': (name) => [name.replaceAll('-', '_')],
  'with one underscore': (name) => [name.replace('-', '_'), name.replace(/-([^-]*)$/, '_$1')],
  'several times': (name) => [name, name.toLowerCase(), name.replaceAll('-', '_'), name],
};

export const basic = (user: string, secret: string): Header => [
  'Authorization',
  `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`,
];

/** The values of a header at the origin, in whatever spelling it came. */
export function valuesOf({ received }: Served, name: string): string[] {
  const raw = received[0]?.rawHeaders ?? [];
  const fold = (text: string | undefined) => text?.toLowerCase().replaceAll('_', '-');
  return raw.filter((_, i) => i % 2 === 1 && fold(raw[i - 1]) === fold(name));
}
