import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the playground listens, where it takes orders, and the keys of its application link. */
    playground: { origin: string; control: string; privateKey: string; publicKey: string };
  }
}

/** A request as the origin received it. */
interface ReceivedRequest {
  product: 'jira' | 'confluence';
  method: string;
  /** The request target byte for byte. */
  target: string;
  /** Names and values by turns, as they came. */
  rawHeaders: string[];
  headers: Record<string, string>;
  /** Who it was served as. */
  user: string;
  authenticatedBy: string;
  status: number;
}

const { origin, control, publicKey } = inject('playground');

/** The application link as the playground starts with it. */
export const applink = { consumerKey: 'postern', publicKey };
export const playgroundOrigin = origin;

async function order<T>(call: string, ...args: unknown[]): Promise<T> {
  const response = await fetch(control, {
    method: 'POST',
    body: JSON.stringify({ call, with: args }),
  });
  return response.json();
}

/** The playground that stands behind the Worker, by its control port. */
export const playground = {
  received: () => order<ReceivedRequest[]>('received'),
  reset: () => order<void>('reset'),
  failedLogins: (user: string) => order<number>('failedLogins', user),
  setGroups: (user: string, groups: string[]) => order<void>('setGroups', user, groups),
  setActive: (user: string, active: boolean) => order<void>('setActive', user, active),
  setAdministers: (user: string, products: string[]) =>
    order<void>('setAdministers', user, products),
  configure: (changes: object) => order<void>('configure', changes),
};

/** What the origin received below a path, without the Worker's own questions of who somebody is. */
export async function receivedAt(path: string): Promise<ReceivedRequest[]> {
  return (await playground.received()).filter(({ target }) => target.startsWith(path));
}

/** Logs in by the product's own form; the Cookie header of the session. */
export async function logIn(
  product: 'jira' | 'confluence',
  user: string,
  password = user,
): Promise<string> {
  const page = product === 'jira' ? 'login.jsp' : 'dologin.action';
  const response = await fetch(`${origin}/${product}/${page}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'test' },
    body: new URLSearchParams({ os_username: user, os_password: password }),
  });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  const session = cookies.find((cookie) => cookie?.startsWith('JSESSIONID='));
  if (!session) throw new Error(`no session for ${user} at ${product}: ${response.status}`);
  return session;
}
