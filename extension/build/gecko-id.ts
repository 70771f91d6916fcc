/**
 * Whom Firefox takes the extension for: updates, its storage and an organisation's policies hang on it. Firefox wants a GUID
 * or something like an e-mail address; a GUID claims no domain.
 */
const ownId = '{8cd35ecb-5bec-4237-bfcf-74aebb670421}';

/** As Firefox reads it (Extension.sys.mjs): no longer than 80 characters, a GUID or `name@place`. */
const idPattern = /^(\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[a-z0-9._-]*@[a-z0-9._-]+)$/i;

/** Reads the environment variable: the id of a build that an organisation signs as its own. Throws with its name. */
export function parseGeckoId(text: string): string {
  const wish = text.trim();
  if (wish === '') return ownId;
  if (wish.length <= 80 && idPattern.test(wish)) return wish;
  throw new Error(
    `POSTERN_GECKO_ID: ${JSON.stringify(text)} is neither a GUID in braces nor like name@example.com`,
  );
}
