import type { Diagnosis } from '../../shared/contract/diagnosis.ts';
import { type Found, harmless, ok, problem, unknown } from './finding.ts';

type TagKey = NonNullable<Diagnosis['tagKeys']>[number];

/** Returns one finding per key. Keys are named by fingerprint, the previous ones also by their place in TOKEN_TAG_KEY_PREVIOUS. */
export function judgeTagKeys(tagKeys: Diagnosis['tagKeys']): Found[] {
  if (!tagKeys) return [unknown('tag-keys', 'the Worker did not count them')];
  const previous = tagKeys.filter(({ status }) => status === 'previous');
  return tagKeys.map((key) => judgeTagKey(key, previous.indexOf(key) + 1));
}

function judgeTagKey(key: TagKey, place: number): Found {
  const fingerprint = harmless(key.fingerprint);
  const count = key.tokens === 1 ? '1 token' : `${key.tokens} tokens`;
  switch (key.status) {
    case 'current':
      return ok('tag-keys', `current key ${fingerprint}: ${count}`);
    case 'previous': {
      const name = `previous key ${place} (${fingerprint})`;
      return key.tokens === 0
        ? ok('tag-keys', `${name}: no tokens; remove it from TOKEN_TAG_KEY_PREVIOUS`)
        : ok('tag-keys', `${name}: ${count}`);
    }
    case 'missing':
      return fingerprint === ''
        ? problem('tag-keys', `${count} without a tag, refused`, untaggedAdvice)
        : problem(
            'tag-keys',
            `key ${fingerprint} is not configured: ${count} refused`,
            missingAdvice,
          );
    default:
      return unknown('tag-keys', `key ${fingerprint}: ${harmless(key.status)}`);
  }
}

const untaggedAdvice =
  'Version 0.1 created them during the upgrade: delete them and ask their owners to create new ones';
const missingAdvice =
  'Add the key to TOKEN_TAG_KEY_PREVIOUS; if it is lost, delete these tokens and ask their owners to create new ones';
