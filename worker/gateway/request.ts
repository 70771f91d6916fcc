import type { Scope } from '../../shared/contract/token.ts';

/** Lets work go on after the answer, and where the client hangs up (`waitUntil`). */
export type Background = Pick<ExecutionContext, 'waitUntil'>;

/** The address Cloudflare saw the client at; empty where there is none, which lies in no range. */
export function clientAddress(request: Request): string {
  return request.headers.get('CF-Connecting-IP') ?? '';
}

/** What the client calls itself, as far as the audit keeps it: 200 characters. */
export function userAgentOf(request: Request): string {
  return (request.headers.get('User-Agent') ?? '').slice(0, 200);
}

/** The scope that a method needs: only methods that are safe by definition (RFC 9110 section 9.2.1) do with `read`. */
export function scopeFor(method: string): Scope {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) ? 'read' : 'write';
}

export function isWebSocket(request: Request): boolean {
  return request.headers.get('Upgrade')?.toLowerCase() === 'websocket';
}
