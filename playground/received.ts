import type { IncomingHttpHeaders } from 'node:http';
import type { Product } from './options.ts';

export type AuthenticatedBy = 'session' | 'basic' | 'pat' | 'oauth' | 'header' | 'none';

/** One request as it arrived, and how it was served. */
export interface ReceivedRequest {
  /** A request that belongs to neither product is recorded as one of Jira. */
  product: Product;
  method: string;
  /** The request target byte for byte. */
  target: string;
  rawHeaders: string[];
  headers: IncomingHttpHeaders;
  bodyBytes: number;
  /** A user name or `anonymous`. */
  user: string;
  authenticatedBy: AuthenticatedBy;
  status: number;
}

const KEPT_REQUESTS = 5000;

/** Adds to a list that keeps its newest entries only; the list itself stays the same object. */
export function remember(received: ReceivedRequest[], request: ReceivedRequest): void {
  received.push(request);
  if (received.length > KEPT_REQUESTS) received.splice(0, received.length - KEPT_REQUESTS);
}

export function lineFor(request: ReceivedRequest): string {
  const { method, target, status, user, authenticatedBy } = request;
  return `${method} ${target} ${status} ${user} (${authenticatedBy})`;
}
