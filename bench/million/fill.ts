import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dayMs } from '../../shared/lifetime.ts';
import { fold } from '../../worker/domain/fold.ts';
import { descriptionOf, elsewhere, pick } from './descriptions.ts';
import { createRandom } from './random.ts';

export const owners = 20_000;
/** The other site of the same database has a tenth as many tokens. */
const ofOtherSite = 0.1;
const never = 8_640_000_000_000_000;
const years = 3;

/** An owner, the busiest first: the product of two draws gives a few of them thousands of tokens and most of them some ten. */
export function ownerOf(rank: number) {
  const number = String(rank).padStart(5, '0');
  return {
    key: `JIRAUSER${number}`,
    name: `user${number}`,
    displayName: `${surnames[rank % 10]} ${number}`,
  };
}

const surnames = [
  'Åberg',
  'Müller',
  'Nowak',
  'García',
  'Иванова',
  '李',
  '佐藤',
  '김',
  'Παπάς',
  'Öztürk',
];

/**
 * Fills the database that workerd left in this folder, past it: indexes and triggers go before, and are made again from their
 * own statements behind all rows. Tokens come in the order they were made, as they do in life.
 */
export function fillDatabase(folder: string, count: number, now: number): void {
  const db = new DatabaseSync(databaseIn(folder));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000');
  const made = db
    .prepare(
      "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'tokens' AND type IN ('index', 'trigger')",
    )
    .all() as { type: string; name: string; sql: string }[];
  db.exec(
    `BEGIN; DELETE FROM tokens; ${made.map(({ type, name }) => `DROP ${type} "${name}"`).join(';')}`,
  );
  const insert = db.prepare(
    `INSERT INTO tokens (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const random = createRandom(count);
  for (let i = 0; i < count; i++) {
    insert.run(...rowOf('jira', i, { count, now, random }));
    if (i % (1 / ofOtherSite) === 0) insert.run(...rowOf('wiki', i, { count, now, random }));
  }
  db.exec(made.map(({ sql }) => sql).join(';'));
  db.exec("INSERT INTO token_search (token_search) VALUES ('rebuild'); COMMIT");
  db.close();
}

const columns = [
  'id',
  'site',
  'hash',
  'pepper',
  'hint',
  'owner_key',
  'owner_name',
  'owner_display_name',
  'owner_folded',
  'creator_key',
  'creator_name',
  'creator_display_name',
  'description',
  'description_folded',
  'scope',
  'created_at',
  'expires_at',
  'last_used_at',
  'ip_ranges',
  'owner_gone_at',
] as const;

interface Filling {
  count: number;
  now: number;
  random: () => number;
}

function rowOf(
  site: string,
  i: number,
  { count, now, random }: Filling,
): (string | number | null)[] {
  const rank = Math.floor(owners * random() * random() * random());
  const { key, name, displayName } = ownerOf(rank);
  const ours = descriptionOf(i, count, random);
  const description = site === 'jira' ? ours : `${i % 20 === 0 ? elsewhere : 'page'} ${key}`;
  const createdAt = Math.floor(now - years * 365 * dayMs * (1 - i / count));
  const isEternal = random() < 0.2;
  const expiresAt = isEternal ? never : createdAt + (30 + pick(random, 700)) * dayMs;
  const lastUsedAt = random() < 0.3 ? 0 : createdAt + Math.floor(random() * (now - createdAt));
  const hash = Array.from({ length: 8 }, () =>
    pick(random, 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return [
    id,
    site,
    hash,
    'bench',
    'pst_abcd',
    key,
    name,
    displayName,
    fold(displayName),
    key,
    name,
    displayName,
    description,
    fold(description),
    i % 3 === 0 ? 'read' : 'write',
    createdAt,
    expiresAt,
    lastUsedAt,
    i % 10 === 1 ? '["10.0.0.0/8","2001:db8::/32"]' : null,
    // Of twenty owners one has left.
    rank % 20 === 5 ? now - dayMs : null,
  ];
}

function databaseIn(folder: string): string {
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
    (name) => name.endsWith('.sqlite') && !name.includes('metadata') && name.includes('d1'),
  );
  if (file === undefined) throw new Error('workerd left no database');
  return join(folder, file);
}
