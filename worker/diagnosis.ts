import type { Diagnosis } from '../shared/contract/diagnosis.ts';
import type { House } from './assemble.ts';
import type { TokenTagger } from './crypto/token-tag.ts';
import { countByTagKey } from './db/tag-keys.ts';
import type { Env, Site } from './env.ts';
import { version } from './version.ts';

/** Looks at the deployment from inside. Throws where the database does not answer. */
export async function diagnose(house: House, site: Site): Promise<Diagnosis> {
  const [database, tokensByTagKey, originAheadSeconds] = await Promise.all([
    house.readDatabase(),
    // A count that takes too long must not hide the rest.
    house.inTime(countByTagKey(house.db)).catch(() => undefined),
    askOriginsClock(house, site),
  ]);
  const { missing, unknown, nightlyAt, waitingSince } = database;
  return {
    version,
    now: new Date(house.now()).toISOString(),
    originAheadSeconds,
    migrations: { missing, unknown },
    cron: { nightlyAt: instantOf(nightlyAt), waitingSince: instantOf(waitingSince) },
    ...(tokensByTagKey && { tagKeys: listTagKeys(house.tagger, tokensByTagKey) }),
    ...house.present,
  };
}

/** The configured keys with their tokens, then the keys of tokens that no configured key can verify. */
function listTagKeys(
  { fingerprint, previousFingerprints }: TokenTagger,
  tokensByTagKey: ReadonlyMap<string, number>,
): Diagnosis['tagKeys'] {
  const configured = [fingerprint, ...previousFingerprints];
  const missing = [...tokensByTagKey.keys()].filter((key) => !configured.includes(key));
  const list = (keys: readonly string[], status: 'current' | 'previous' | 'missing') =>
    keys.map((key) => ({ fingerprint: key, tokens: tokensByTagKey.get(key) ?? 0, status }));
  return [
    ...list([fingerprint], 'current'),
    ...list(previousFingerprints, 'previous'),
    ...list(missing, 'missing'),
  ];
}

/** Which of the secrets and optional bindings are there. */
export function presenceOf(env: Env): Pick<Diagnosis, 'secrets' | 'bindings'> {
  const has = (names: readonly (keyof Env)[]) =>
    Object.fromEntries(names.map((name) => [name, Boolean(env[name])]));
  return {
    secrets: has([
      'TOKEN_PEPPER',
      'TOKEN_PEPPER_PREVIOUS',
      'TOKEN_TAG_KEY',
      'TOKEN_TAG_KEY_PREVIOUS',
      'APPLINK_PRIVATE_KEY',
      'HEADER_SECRET',
      'VERIFY_PROXY_SECRET',
    ]),
    bindings: has(['EVENTS', 'METRICS']),
  };
}

/** The product takes a signature for five minutes, by its own clock. Its answer is as old as half of the way there and back. */
async function askOriginsClock({ ask, now }: House, site: Site): Promise<number | null> {
  const begun = now();
  const question = new Request(`${site.origin}/plugins/servlet/applinks/whoami`);
  const answer = await ask(question).catch(() => undefined);
  const said = Date.parse(answer?.headers.get('Date') ?? '');
  return Number.isNaN(said) ? null : Math.round((said - (begun + now()) / 2) / 1000);
}

function instantOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
