import { json, type Reply } from '../reply.ts';
import type { Call } from '../routes.ts';

/** One page of a collection, by `start` and `limit`. */
export function paged<T>({ site, request }: Call, all: readonly T[], extra: object = {}): Reply {
  const start = count(request.query.get('start'), 0);
  const limit = Math.min(count(request.query.get('limit'), 25), 200);
  const results = all.slice(start, start + limit);
  const hasMore = start + limit < all.length;
  const next = new URLSearchParams(request.query);
  next.set('start', String(start + limit));
  next.set('limit', String(limit));
  return json(200, {
    results,
    start,
    limit,
    size: results.length,
    ...extra,
    _links: {
      base: site.baseUrl(),
      context: site.context,
      self: `${site.baseUrl()}${request.path}`,
      ...(hasMore ? { next: `${request.path}?${next}` } : {}),
    },
  });
}

function count(text: string | null, other: number): number {
  const value = Number(text ?? other);
  return Number.isInteger(value) && value >= 0 ? value : other;
}
