import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { UsageError } from './command-line.ts';
import { type Answer, ask } from './http.ts';

/** An administrator of the product: their session, or the name and password that open one. */
export type Administrator =
  | { kind: 'session'; cookie: string }
  | { kind: 'password'; user: string; password: string };

/** `Cookie: JSESSIONID=…`, as the browser's developer tools show it, or `user:password`. */
export function readAdministrator(line: string): Administrator {
  const cookie = /^\s*Cookie:\s*([\x20-\x7e]+=[\x20-\x7e]*)$/i.exec(line)?.[1];
  if (cookie) return { kind: 'session', cookie: cookie.trim() };
  const at = line.indexOf(':');
  if (at < 1 || at === line.length - 1)
    throw new UsageError(
      'An administrator is given as "user:password", or as "Cookie: JSESSIONID=…"',
    );
  return { kind: 'password', user: line.slice(0, at), password: line.slice(at + 1) };
}

/**
 * Who administers each site: POSTERN_ADMIN for all of them, a line for each (or one for all) on the standard input, or what is
 * typed at the terminal, where it is not shown. Never an argument.
 */
export async function askForAdministrators(
  sites: readonly string[],
  { POSTERN_ADMIN }: NodeJS.ProcessEnv,
): Promise<Map<string, Administrator>> {
  const lines = POSTERN_ADMIN
    ? [POSTERN_ADMIN]
    : process.stdin.isTTY
      ? await typed(sites)
      : (await text(process.stdin)).split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length !== 1 && lines.length !== sites.length)
    throw new UsageError(`Give one administrator for all sites, or ${sites.length}, a line each`);
  return new Map(
    sites.map((site, at) => [site, readAdministrator(lines[at] ?? lines[0] ?? '')] as const),
  );
}

async function typed(sites: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const site of sites) {
    process.stderr.write(`Administrator of ${site}, as user:password or Cookie: … (not shown): `);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
    lines.push(await new Promise<string>((resolve) => terminal.question('', resolve)));
    terminal.close();
    process.stderr.write('\n');
  }
  return lines;
}

export type Opened = { kind: 'open'; cookie: string } | { kind: 'closed'; reason: string };

/** A session with the product, by https or to this machine alone; the product opens one for a password by itself. */
export async function openSession(site: string, who: Administrator): Promise<Opened> {
  const { protocol, hostname } = new URL(site);
  if (protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    return { kind: 'closed', reason: 'credentials are not sent over plain http' };
  if (who.kind === 'session') return { kind: 'open', cookie: who.cookie };
  const basic = Buffer.from(`${who.user}:${who.password}`).toString('base64');
  const answer = await ask(`${site}/plugins/servlet/applinks/whoami`, {
    headers: { Authorization: `Basic ${basic}` },
  });
  if (answer.kind !== 'answer')
    return { kind: 'closed', reason: `the site does not answer (${answer.reason})` };
  const cookie = (answer.headers['set-cookie'] ?? []).map((one) => one.split(';', 1)[0]).join('; ');
  if (answer.status === 200 && answer.text.trim() !== '' && cookie) return { kind: 'open', cookie };
  return { kind: 'closed', reason: refusalOf(answer) };
}

function refusalOf({ status, text: body }: Answer): string {
  const instead = 'give the session of your browser instead ("Cookie: JSESSIONID=…")';
  if (status === 403)
    return /urn:postern/.test(body)
      ? `the policy blocks passwords; ${instead}`
      : `the product takes no password by Basic, or asks for a CAPTCHA; ${instead}`;
  if (status === 401) return 'the product does not take this name and password';
  return `the product opened no session (status ${status}); ${instead}`;
}
