import { createHash } from 'node:crypto';
import { siteId } from '../../tests/wire/house.ts';
import { basic, hashOf, mint } from '../../tests/wire/tokens.ts';
import type { Workerd } from './workerd.ts';

interface Wish {
  count: number;
  /** Epoch milliseconds. Default: never. */
  expiresAt?: number;
  /** The user name in Authorization. Default: the owner's. */
  user?: string;
  /** Store the plain SHA-256, which floors/lookup.js looks for. */
  isBare?: boolean;
}

/** `expires_at` of a token that never expires. */
const never = 8_640_000_000_000_000;
const owner = { name: 'alice', key: 'JIRAUSER10101' };

/** Inserts tokens of alice whose use was just recorded. Returns the value of Authorization for each. */
export async function insertTokens(workerd: Workerd, wish: Wish): Promise<string[]> {
  const secrets = Array.from({ length: wish.count }, () => mint());
  const hashes = secrets.map((secret) => (wish.isBare ? digest(secret) : hashOf(secret)));
  for (let from = 0; from < hashes.length; from += 5000) {
    await workerd.sql(
      `INSERT INTO tokens (id, site, hash, pepper, tag_key, hint, owner_key, owner_name, owner_display_name, owner_folded,
         creator_key, creator_name, creator_display_name, description, description_folded, scope,
         created_at, expires_at, last_used_at)
       SELECT lower(hex(randomblob(16))), ?2, value, 'bench', 'bench', 'pst_abcd', ?3, ?4, ?4, ?4,
         ?3, ?4, ?4, 'bench', 'bench', 'write',
         ?5, ?6, ?5 FROM json_each(?1)`,
      JSON.stringify(hashes.slice(from, from + 5000)),
      siteId,
      owner.key,
      owner.name,
      Date.now(),
      wish.expiresAt ?? never,
    );
  }
  return secrets.map((secret) => basic(wish.user ?? owner.name, secret));
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
