/** What the doctor looks at, in the order it tells of it. */
export const checks = [
  'certificate',
  'plain-http',
  'worker',
  'version',
  'database',
  'route',
  'workers-dev',
  'clock',
  'migrations',
  'secrets',
  'tag-keys',
  'cron',
  'self-test',
] as const;
export type Check = (typeof checks)[number];

/** `unknown`: nobody can tell from here. `advice` says what to do about a problem, or how it could be told. */
export interface Finding {
  site: string;
  check: Check;
  outcome: 'ok' | 'problem' | 'unknown';
  detail: string;
  advice?: string;
}

export type Found = Omit<Finding, 'site'>;

export function ok(check: Check, detail: string): Found {
  return { check, outcome: 'ok', detail };
}

export function problem(check: Check, detail: string, advice: string): Found {
  return { check, outcome: 'problem', detail, advice };
}

export function unknown(check: Check, detail: string, advice?: string): Found {
  return { check, outcome: 'unknown', detail, ...(advice && { advice }) };
}

/** Text of somebody else's as a terminal may see it: one line, without what would steer it, and not without end. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?').slice(0, 300);
}
