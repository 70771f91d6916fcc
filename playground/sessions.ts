import { randomBytes } from 'node:crypto';
import type { Product } from './options.ts';

export interface Session {
  id: string;
  /** Undefined: a visitor who has not logged in. */
  userName: string | undefined;
  /** What the product's forms carry as `atl_token`. */
  xsrfToken: string;
}

const KEPT_SESSIONS = 10_000;

export type Sessions = ReturnType<typeof createSessions>;

/** The HTTP sessions of one product, as Tomcat keeps them. */
export function createSessions(product: Product) {
  const sessions = new Map<string, Session>();

  return {
    open(userName: string | undefined): Session {
      const [oldest] = sessions.size >= KEPT_SESSIONS ? sessions.keys() : [];
      if (oldest !== undefined) sessions.delete(oldest);
      const xsrfToken = randomBytes(20).toString('hex');
      const session = { id: newId(), userName, xsrfToken };
      sessions.set(session.id, session);
      return session;
    },
    find: (id: string) => sessions.get(id),
    close: (id: string) => sessions.delete(id),
    clear: () => sessions.clear(),
    cookie: (id: string) => `JSESSIONID=${id}; Path=/${product}; HttpOnly`,
    /** The id of a session that ended with its request: a cookie that opens nothing. */
    endedId: newId,
  };
}

/** Every JSESSIONID of a Cookie header, in order. */
export function sessionIds(cookieHeader: string | undefined): string[] {
  const pairs = (cookieHeader ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.filter(([name]) => name === 'JSESSIONID').map(([, value = '']) => value);
}

function newId(): string {
  return randomBytes(16).toString('hex').toUpperCase();
}
