/**
 * What of a text no log may hold, in words that do not repeat it: whole tokens, plain or in Base64, sessions, and these keys
 * (whole, or a line of a PEM).
 */
export function leaksIn(text: string, keys: Readonly<Record<string, unknown>> = {}): string[] {
  const found: string[] = [];
  if (/pst_[A-Za-z0-9]{36}/.test(text)) found.push('a token');
  if (runsOfBase64(text).some((run) => /pst_[A-Za-z0-9]{8}/.test(run)))
    found.push('a token in Base64');
  if (/JSESSIONID=[0-9A-F]{32}/.test(text)) found.push('a session');
  for (const [name, value] of Object.entries(keys)) {
    if (!/PEPPER|TAG_KEY|SECRET|PRIVATE/.test(name) || typeof value !== 'string') continue;
    const lines = value.split('\n').filter((line) => line.length >= 32 && !line.startsWith('---'));
    if (lines.some((line) => text.includes(line))) found.push(name);
  }
  return found;
}

/** Fails where a log holds what it must not. */
export function refuseLeaks(text: string, keys: Readonly<Record<string, unknown>> = {}): void {
  const found = leaksIn(text, keys);
  if (found.length > 0) throw new Error(`The log holds ${found.join(', ')}`);
}

/** Decoded from each of the four places at which a run may have been cut. */
function runsOfBase64(text: string): string[] {
  return [...text.matchAll(/[A-Za-z0-9+/_-]{20,}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].map((from) => atob(padded(run.slice(from).replace(/-/g, '+').replace(/_/g, '/')))),
  );
}

function padded(run: string): string {
  return run.slice(0, run.length - (run.length % 4));
}
