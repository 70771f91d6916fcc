import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { headerSecret, host, siteOf } from '../../tests/wire/house.ts';
import { requestText } from '../../tests/wire/raw-client.ts';
import { pepper, tagKey } from '../../tests/wire/tokens.ts';
import { bundle } from './bundle.ts';
import type { WorkerToRun } from './workerd.ts';

let script: string | undefined;

export const verifyPath = '/jira/_postern/verify?scope=read';

/** No server listens here: a verification does not ask the origin. */
const nowhere = 'http://127.0.0.1:1';

/** Postern as it is deployed, in front of this origin. It acts by trusted header unless `vars` say otherwise. */
export function postern(origin = nowhere, vars: Record<string, unknown> = {}): WorkerToRun {
  script ??= bundle();
  const common = { TOKEN_PEPPER: pepper, TOKEN_TAG_KEY: tagKey, HEADER_SECRET: headerSecret };
  return { script, vars: { SITES: [siteOf('header', `${origin}/jira`)], ...common, ...vars } };
}

/** RSA, 2048 bits, PKCS#8 as PEM. */
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** Postern by application link. */
export function posternByLink(origin: string): WorkerToRun {
  const SITES = [siteOf('applink', `${origin}/jira`)];
  return postern(origin, { SITES, APPLINK_PRIVATE_KEY: privateKey });
}

type Floor = 'ok' | 'lookup' | 'forward' | 'gateway' | 'buffer';

export function floor(name: Floor, origin = ''): WorkerToRun {
  const text = readFileSync(new URL(`../floors/${name}.js`, import.meta.url), 'utf8');
  return { script: text, vars: { ORIGIN: origin } };
}

/** A GET request as text, with the headers of a typical script. */
export function get(path: string, authorization: string, address = '203.0.113.9'): string {
  return requestText(`GET ${path}`, host, [
    `Authorization: ${authorization}`,
    `CF-Connecting-IP: ${address}`,
    'User-Agent: python-requests/2.32',
    'Accept: application/json',
  ]);
}
