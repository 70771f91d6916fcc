import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumPolicies } from './chromium.ts';
import type { Company } from './company.ts';
import { firefoxPolicies } from './firefox.ts';
import { chromiumUpdates, firefoxUpdates } from './updates.ts';
import { readZip } from './zip.ts';

/** All files for an organisation, by their paths: policies, and `updates/` for its own web server. */
export async function companyFiles(company: Company): Promise<Map<string, Buffer>> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const policies = [...chromiumPolicies(company), ...firefoxPolicies(company, version)];
  const updates = [...(await updatesOf(company))];
  return new Map([
    ...policies,
    ...updates.map(([name, bytes]) => [join('updates', name), bytes] as const),
  ]);
}

async function updatesOf({ updates, key, xpi, geckoId, from }: Company) {
  if (!updates) return [];
  const signed = xpi === undefined ? undefined : readFileSync(xpi);
  const firefox = await readZip(from, 'firefox');
  const chrome = key ? await readZip(from, 'chrome') : undefined;
  return [
    ...(key && chrome ? chromiumUpdates({ ...chrome, updates }, { zip: chrome.bytes, key }) : []),
    ...firefoxUpdates({ ...firefox, updates }, { geckoId, xpi: signed }),
  ];
}
