import { isSecure } from '../sites.ts';

// What an organisation says of a build of its own, beside its sites (../sites.ts) and its id for Firefox (gecko-id.ts).

/** The least and the most that all stores take: Firefox's linter wants 2, Edge Add-ons has no more than 45. */
export const nameLength = { min: 2, max: 45 };

/** `POSTERN_NAME`: what people call the extension; undefined where nobody wishes another name. Throws with its name. */
export function parseName(text: string): string | undefined {
  const name = text.trim();
  if (name === '') return undefined;
  const length = [...name].length;
  if (length < nameLength.min || length > nameLength.max) {
    throw new Error(
      `POSTERN_NAME: ${nameLength.min} to ${nameLength.max} characters, not ${length}`,
    );
  }
  // Browsers take `__MSG_…__` for a text of the extension; what cannot be seen, or turns what is around it, misleads.
  if (/__MSG_|\p{C}|\p{Zl}|\p{Zp}/iu.test(name)) {
    throw new Error('POSTERN_NAME: characters that can be seen, and no __MSG_');
  }
  return name;
}

/**
 * `POSTERN_UPDATES`: the folder on a web server of one's own that browsers ask for newer versions (distribute/updates.ts);
 * undefined where a store does that. Ends with a slash. Throws with its name.
 */
export function parseUpdates(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const url = URL.parse(text.trim());
  if (!url || url.username || url.password || url.search || url.hash || !isSecure(url)) {
    throw new Error(
      `POSTERN_UPDATES: ${JSON.stringify(text)} is not the https:// URL of a folder, such as https://files.example.com/postern`,
    );
  }
  return url.href.replace(/\/*$/, '/');
}
