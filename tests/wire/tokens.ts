import { createHmac, randomInt, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { keys } from './raw-origin.ts';
import type { Workerd } from './workerd.ts';

/** The pepper of all Workers in these tests. */
export const pepper = 'a-pepper-for-the-tests-only-0123456789';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A secret as the format is written down: prefix, 30 letters, the checksum over both; made without the Worker's code. */
export function mint(): string {
  const body = Array.from({ length: 30 }, () => alphabet[randomInt(62)]).join('');
  let checksum = '';
  for (let rest = crc32(`pst_${body}`), i = 0; i < 6; i++, rest = Math.floor(rest / 62))
    checksum = alphabet[rest % 62] + checksum;
  return `pst_${body}${checksum}`;
}

/** What the database knows a secret by. */
export function hashOf(secret: string): string {
  return createHmac('sha256', pepper).update(secret).digest('hex');
}

export function basic(user: string, secret: string): string {
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}

interface Wish {
  site: string;
  owner?: string;
  ownerKey?: string;
  scope?: 'read' | 'write';
  ipRanges?: string[];
  expiresAt?: number;
  secret?: string;
}

export interface Made {
  id: string;
  secret: string;
  authorization: string;
}

/** `expires_at` of a token that never does. */
const never = 8_640_000_000_000_000;

/** Puts a token into the database, past the Worker. */
export async function insertToken(workerd: Pick<Workerd, 'sql'>, wish: Wish): Promise<Made> {
  const { site, owner = 'alice', scope = 'write', ipRanges, expiresAt = never } = wish;
  const { ownerKey = keys[owner] ?? owner, secret = mint() } = wish;
  const id = randomUUID();
  const row = {
    id,
    site,
    hash: hashOf(secret),
    pepper: 'test',
    hint: secret.slice(0, 8),
    owner_key: ownerKey,
    owner_name: owner,
    owner_display_name: owner,
    owner_folded: owner,
    creator_key: ownerKey,
    creator_name: owner,
    creator_display_name: owner,
    description: 'a test',
    description_folded: 'a test',
    scope,
    ip_ranges: ipRanges ? JSON.stringify(ipRanges) : null,
    created_at: Date.now(),
    expires_at: expiresAt,
  };
  const columns = Object.keys(row);
  await workerd.sql(
    `INSERT INTO tokens (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    ...Object.values(row),
  );
  return { id, secret, authorization: basic(owner, secret) };
}
