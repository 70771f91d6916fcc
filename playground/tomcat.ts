/** How Tomcat reads a request target: what it refuses, and which path a servlet gets to see. */
export type TomcatPath =
  | { kind: 'path'; path: string; raw: string; query: string; session: string | undefined }
  | { kind: 'refused'; reason: string };

const refused = (reason: string): TomcatPath => ({ kind: 'refused', reason });

/**
 * `;parameters` leave each segment before it is decoded, dot segments are resolved after that, and
 * an encoded slash, a backslash or NUL is refused. Repeated slashes stay.
 */
export function readTarget(target: string): TomcatPath {
  const relative = target.replace(/^https?:\/\/[^/?#]*/i, '');
  const [beforeFragment = ''] = relative.split('#', 1);
  const mark = beforeFragment.indexOf('?');
  const raw = mark < 0 ? beforeFragment : beforeFragment.slice(0, mark);
  const query = mark < 0 ? '' : beforeFragment.slice(mark + 1);
  if (!raw.startsWith('/')) return refused('The request target is not a path');
  if (/\\|%5c|%2f|%00|\0/i.test(raw)) return refused('Encoded slash, backslash or NUL in the path');

  const segments: string[] = [];
  for (const segment of raw.slice(1).split('/')) {
    const [name = ''] = segment.split(';', 1);
    const decoded = decodeSegment(name);
    if (decoded === undefined) return refused('Bad percent-encoding in the path');
    if (decoded === '.') continue;
    if (decoded !== '..') segments.push(decoded);
    else if (segments.pop() === undefined) return refused('The path leaves the root');
  }
  if (/\/\.\.?(;[^/]*)?$/.test(raw)) segments.push('');
  return { kind: 'path', path: `/${segments.join('/')}`, raw, query, session: sessionIn(raw) };
}

/** Tomcat takes a session id from the path as well, when no cookie has one. */
function sessionIn(raw: string): string | undefined {
  return /;jsessionid=([^;/?]+)/i.exec(raw)?.[1];
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
