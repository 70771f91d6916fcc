import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Site } from '../worker/site-config.ts';

/** What the Worker keeps secret, by the names of its environment. */
export type SecretName =
  | 'TOKEN_PEPPER'
  | 'TOKEN_PEPPER_PREVIOUS'
  | 'TOKEN_TAG_KEY'
  | 'TOKEN_TAG_KEY_PREVIOUS'
  | 'APPLINK_PRIVATE_KEY'
  | 'HEADER_SECRET'
  | 'VERIFY_PROXY_SECRET';

/** The secrets that these sites need; the proxy's own only where one asks the verify endpoint. */
export function neededSecrets(sites: readonly Site[], { forProxy }: { forProxy: boolean }) {
  const uses = (actAs: Site['actAs']) => sites.some((site) => site.actAs === actAs);
  const all: [SecretName, boolean][] = [
    ['TOKEN_PEPPER', true],
    ['TOKEN_TAG_KEY', true],
    ['APPLINK_PRIVATE_KEY', uses('applink')],
    ['HEADER_SECRET', uses('header')],
    ['VERIFY_PROXY_SECRET', forProxy],
  ];
  return all.flatMap(([name, isNeeded]) => (isNeeded ? [name] : []));
}

/** Creates a secret from the platform's random source. */
export function makeSecret(name: SecretName): string {
  if (name !== 'APPLINK_PRIVATE_KEY') return randomBytes(32).toString('hex');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
}

/** The public half, as PEM, of a private or public RSA key; undefined where it is none. */
export function publicHalfOf(pem: string): string | undefined {
  try {
    const key = createPublicKey(pem.replaceAll('\\n', '\n'));
    if (key.asymmetricKeyType !== 'rsa') return undefined;
    return key.export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    return undefined;
  }
}
