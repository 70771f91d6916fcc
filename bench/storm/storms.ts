import { basic, mint } from '../../tests/wire/tokens.ts';
import { get, verifyPath } from '../stage/postern.ts';

/** More than any cache of what is unknown holds, and no more: the client's own work on them would be in what is measured. */
const distinct = 6000;
/** Failures a minute that count for one address. */
const perMinute = 60;

export interface Storm {
  name: string;
  addresses: number;
  secret: (i: number) => string;
  /** What all of it may cost in queries: docs/security.md, and each address once before it is a suspect. */
  queries: (seconds: number) => number;
}

export const unknownFromMany: Storm = {
  name: 'unknown, from a thousand addresses',
  addresses: 1000,
  secret: mint,
  queries: (seconds) => 1000 + 100 + 10 * seconds,
};

export const storms: readonly Storm[] = [
  {
    name: 'malformed, from one address',
    addresses: 1,
    secret: (i) => `pst_${i}`,
    queries: () => 0,
  },
  {
    name: 'malformed, from a thousand addresses',
    addresses: 1000,
    secret: (i) => `pst_${i}`,
    queries: () => 0,
  },
  {
    name: 'unknown, from one address',
    addresses: 1,
    secret: mint,
    // Those at once that were not yet counted; one a second in vain beyond.
    queries: (seconds) => perMinute + 8 + 10 + seconds,
  },
  unknownFromMany,
];

export function badRequests({ addresses, secret }: Storm): string[] {
  return Array.from({ length: distinct }, (_, i) => {
    const from = i % addresses;
    return get(verifyPath, basic(`user${from}`, secret(i)), `198.51.${from >> 8}.${from & 255}`);
  });
}
