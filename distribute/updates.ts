import { createHash } from 'node:crypto';
import { chromiumId, packCrx } from './crx.ts';
import { escaped } from './profile.ts';

/** What browsers ask for, in the folder that POSTERN_UPDATES names. */
export const updateFiles = { chromium: 'updates.xml', firefox: 'updates.json' };

export const firefoxFileOf = (version: string) => `postern-${version}-firefox.xpi`;

interface Extension {
  version: string;
  /** The folder's URL, with its slash. */
  updates: string;
  /** The oldest browser that takes it, as the manifest has it. */
  oldest: string;
}

/** The package for Chromium, and the file that says which version it has (Omaha's protocol 2, as Chromium reads it). */
export function chromiumUpdates(
  { version, updates, oldest }: Extension,
  { zip, key }: { zip: Buffer; key: string },
): Map<string, Buffer> {
  const name = `postern-${version}-chrome.crx`;
  const crx = packCrx(zip, key);
  const attributes = Object.entries({
    codebase: updates + name,
    version,
    prodversionmin: oldest,
    hash_sha256: sha256(crx),
    size: String(crx.length),
  }).map(([attribute, value]) => `${attribute}="${escaped(value)}"`);
  const manifest = `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${chromiumId(key)}">
    <updatecheck ${attributes.join(' ')}/>
  </app>
</gupdate>
`;
  return new Map([
    [updateFiles.chromium, Buffer.from(manifest)],
    [name, crx],
  ]);
}

/** https://extensionworkshop.com/documentation/manage/updating-your-extension: with the hash where the signed file is there. */
export function firefoxUpdates(
  { version, updates, oldest }: Extension,
  { geckoId, xpi }: { geckoId: string; xpi: Buffer | undefined },
): Map<string, Buffer> {
  const update = {
    version,
    update_link: updates + firefoxFileOf(version),
    ...(xpi && { update_hash: `sha256:${sha256(xpi)}` }),
    applications: { gecko: { strict_min_version: oldest } },
  };
  const manifest = { addons: { [geckoId]: { updates: [update] } } };
  return new Map([
    [updateFiles.firefox, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
    ...(xpi ? [[firefoxFileOf(version), xpi] as const] : []),
  ]);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
