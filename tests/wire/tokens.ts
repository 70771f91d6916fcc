import { createHmac, randomInt, randomUUID } from 'node:crypto';
import { keys } from './raw-origin.ts';
import type { Workerd } from './workerd.ts';

/** The pepper of all Workers in these tests. */
export const pepper = 'a-pepper-for-the-tests-only-0123456789';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The tag key of all Workers in these tests. */
export const tagKey = 'a-tag-key-for-the-tests-only-0123456789';

/**
 * A secret with a valid tag, as docs/architecture.md describes the format: prefix, 28 random characters, and the tag over both.
 * Written without the Worker's code.
 */
export function mint(key = tagKey): string {
  const text = `pst_${Array.from({ length: 28 }, () => alphabet[randomInt(62)]).join('')}`;
  const digest = createHmac('sha256', key).update(text).digest('hex');
  let rest = BigInt(`0x${digest}`) >> BigInt(256 - 47);
  let tag = '';
  for (let i = 0; i < 8; i++, rest /= 62n) tag = alphabet[Number(rest % 62n)] + tag;
  return text + tag;
}

/** A secret of the right shape whose tag no key of these Workers made. */
export function makeUp(): string {
  return mint('a-key-that-no-worker-has-0123456789-0123');
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
    tag_key: 'test',
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
