import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The secrets of a Worker on this machine, and the public half of its application link's key. */
export interface LocalKeys {
  TOKEN_PEPPER: string;
  APPLINK_PRIVATE_KEY: string;
  APPLINK_PUBLIC_KEY: string;
  HEADER_SECRET: string;
  VERIFY_PROXY_SECRET: string;
}

/** New ones, from the platform's random source. */
export function makeKeys(): LocalKeys {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    TOKEN_PEPPER: randomBytes(32).toString('hex'),
    APPLINK_PRIVATE_KEY: pair.privateKey,
    APPLINK_PUBLIC_KEY: pair.publicKey,
    HEADER_SECRET: randomBytes(32).toString('hex'),
    VERIFY_PROXY_SECRET: randomBytes(32).toString('hex'),
  };
}

/** The ones kept in the file, made first where there are none: tokens of yesterday work today. */
export function keepKeys(file: string): LocalKeys {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(makeKeys(), null, 2), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as LocalKeys;
}
