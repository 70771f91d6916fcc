import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The secrets of a Worker on this machine, and the public half of its application link's key. */
export interface LocalKeys {
  TOKEN_PEPPER: string;
  TOKEN_TAG_KEY: string;
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
    TOKEN_PEPPER: randomKey(),
    TOKEN_TAG_KEY: randomKey(),
    APPLINK_PRIVATE_KEY: pair.privateKey,
    APPLINK_PUBLIC_KEY: pair.publicKey,
    HEADER_SECRET: randomKey(),
    VERIFY_PROXY_SECRET: randomKey(),
  };
}

/** Returns the keys kept in this file, so that yesterday's tokens work today. Creates the file if there is none. */
export function keepKeys(file: string): LocalKeys {
  if (!existsSync(file)) return writeKeys(file, makeKeys());
  const kept = JSON.parse(readFileSync(file, 'utf8')) as KeptKeys;
  return 'TOKEN_TAG_KEY' in kept ? kept : writeKeys(file, { ...kept, TOKEN_TAG_KEY: randomKey() });
}

/** Version 0.1 kept no tag key. */
type KeptKeys = LocalKeys | Omit<LocalKeys, 'TOKEN_TAG_KEY'>;

function writeKeys(file: string, keys: LocalKeys): LocalKeys {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
}

function randomKey(): string {
  return randomBytes(32).toString('hex');
}
