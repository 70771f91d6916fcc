import { randomBytes, randomInt } from 'node:crypto';
import type { PatOptions } from './options.ts';

/** A native personal access token of the product. */
export interface Pat {
  id: number;
  name: string;
  userName: string;
  createdAt: number;
  lastAccessedAt: number | undefined;
  /** Undefined: never. */
  expiresAt: number | undefined;
  rawToken: string;
}

export type PatOutcome =
  | { kind: 'created'; pat: Pat }
  | { kind: 'invalid'; message: string }
  | { kind: 'limit-reached'; limit: number };

const NAME_LENGTH = 40;
const DAY_MS = 24 * 60 * 60 * 1000;

interface Dependencies {
  now: () => number;
  rules: () => PatOptions;
}

export type Pats = ReturnType<typeof createPats>;

export function createPats({ now, rules }: Dependencies) {
  const pats = new Map<number, Pat>();
  const of = (userName: string) => [...pats.values()].filter((pat) => pat.userName === userName);
  const isLive = (pat: Pat) => pat.expiresAt === undefined || now() < pat.expiresAt;

  function complaint(name: unknown, days: unknown): string | undefined {
    const { maxDays = 365, eternal = true } = rules();
    if (typeof name !== 'string' || name.trim() === '') return 'Token name is required';
    if (name.length > NAME_LENGTH) return `Token name is longer than ${NAME_LENGTH} characters`;
    if (days === undefined || days === null) return eternal ? undefined : 'Expiry is required';
    if (typeof days !== 'number' || !Number.isInteger(days) || days < 1)
      return 'Expiration duration must be a positive number of days';
    return days > maxDays ? `Expiration duration is more than ${maxDays} days` : undefined;
  }

  return {
    create(userName: string, name: unknown, days: unknown): PatOutcome {
      const message = complaint(name, days);
      if (message) return { kind: 'invalid', message };
      const { limit = 10 } = rules();
      if (of(userName).filter(isLive).length >= limit) return { kind: 'limit-reached', limit };
      const id = randomInt(100_000_000_000, 999_999_999_999);
      const pat: Pat = {
        id,
        name: String(name),
        userName,
        createdAt: now(),
        lastAccessedAt: undefined,
        expiresAt: typeof days === 'number' ? now() + days * DAY_MS : undefined,
        rawToken: Buffer.concat([Buffer.from(`${id}:`), randomBytes(20)]).toString('base64'),
      };
      pats.set(id, pat);
      return { kind: 'created', pat };
    },
    of,
    find: (id: number) => pats.get(id),
    remove: (id: number) => pats.delete(id),
    /** The live token with this secret; used now. */
    use(rawToken: string): Pat | undefined {
      const pat = [...pats.values()].find((one) => one.rawToken === rawToken);
      if (!pat || !isLive(pat)) return undefined;
      pat.lastAccessedAt = now();
      return pat;
    },
    clear: () => pats.clear(),
  };
}
