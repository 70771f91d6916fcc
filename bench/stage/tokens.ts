import { createHash } from 'node:crypto';
import { basic, hashOf, mint } from '../../tests/wire/tokens.ts';
import type { Workerd } from './workerd.ts';

interface Wish {
  count: number;
  site: string;
  owner: string;
  ownerKey: string;
  ipRanges?: string[];
  /** Stored under the plain digest, as the bare lookup asks for it. */
  bare?: boolean;
}

/** Puts tokens of one owner into the database, used a moment ago, and answers the values of Authorization that open them. */
export async function insertTokens(workerd: Workerd, wish: Wish): Promise<string[]> {
  const secrets = Array.from({ length: wish.count }, mint);
  const hashes = secrets.map((secret) => (wish.bare ? digestOf(secret) : hashOf(secret)));
  for (let from = 0; from < hashes.length; from += 5000) {
    await workerd.sql(
      `INSERT INTO tokens (id, site, hash, pepper, hint, owner_key, owner_name, owner_display_name, owner_folded, creator_key,
         creator_name, creator_display_name, description, description_folded, scope, ip_ranges, created_at, expires_at, last_used_at)
       SELECT lower(hex(randomblob(16))), ?2, value, 'bench', 'pst_abcd', ?3, ?4, ?4, ?4, ?3, ?4, ?4, 'bench', 'bench', 'write', ?5,
         ?6, ?7, ?6 FROM json_each(?1)`,
      JSON.stringify(hashes.slice(from, from + 5000)),
      wish.site,
      wish.ownerKey,
      wish.owner,
      wish.ipRanges ? JSON.stringify(wish.ipRanges) : null,
      Date.now(),
      8_640_000_000_000_000,
    );
  }
  return secrets.map((secret) => basic(wish.owner, secret));
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
