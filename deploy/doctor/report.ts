import type { Finding } from './finding.ts';

const words = { ok: 'ok', problem: 'problem', unknown: 'could not tell' };

/** What was found at a site, a line each, and below it what to do about it. */
export function print(site: string, findings: readonly Finding[]): void {
  console.log(`\n${site}`);
  for (const { check, outcome, detail, advice } of findings) {
    console.log(`  ${words[outcome].padEnd(14)} ${check.padEnd(11)} ${detail}`);
    if (advice) console.log(`${' '.repeat(29)}${outcome === 'problem' ? '→' : '·'} ${advice}`);
  }
}
