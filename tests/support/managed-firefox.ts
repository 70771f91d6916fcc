import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { findFirefox } from '../../playground/browser.ts';

/**
 * A Firefox of an organisation: what is installed here, beside a `distribution/policies.json` of its own. Firefox looks for it
 * beside its program, so that is copied, and all else linked. Answers the program's path; the folder is the caller's to remove.
 */
export function makeManagedFirefox(policies: string): { folder: string; program: string } {
  const installed = realpathSync(findFirefox() ?? '');
  const from = dirname(installed);
  if (!existsSync(join(from, 'omni.ja'))) {
    throw new Error(`${installed} is no Firefox itself but what starts one; name one in FIREFOX`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'postern-firefox-'));
  const program = basename(installed);
  for (const name of readdirSync(from)) {
    if (name === 'distribution') continue;
    if (name === program) copyFileSync(installed, join(folder, name));
    else symlinkSync(join(from, name), join(folder, name));
  }
  mkdirSync(join(folder, 'distribution'));
  copyFileSync(policies, join(folder, 'distribution', 'policies.json'));
  return { folder, program: join(folder, program) };
}
