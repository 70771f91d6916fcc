import { basic, makeUp, tagKey } from '../../tests/wire/tokens.ts';
import { get, postern, verifyPath } from '../stage/postern.ts';
import type { WorkerToRun } from '../stage/workerd.ts';

const addresses = 6000;

/** Requests with a made-up token each, from 6,000 addresses. */
export const madeUpRequests = Array.from({ length: addresses }, (_, i) =>
  get(verifyPath, basic(`user${i}`, makeUp()), floodingAddress(i)),
);

/** In 198.18.0.0/15, the block for benchmarks (RFC 2544). */
export function floodingAddress(i: number): string {
  return `198.18.${i >> 8}.${i & 255}`;
}

/** During a rotation of the tag key: a wrong tag is compared with two. */
export function posternInRotation(): WorkerToRun {
  return postern(undefined, { TOKEN_TAG_KEY_PREVIOUS: `${tagKey}-previous` });
}
