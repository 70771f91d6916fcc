import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import jszip from 'jszip';

export interface ExtensionZip {
  bytes: Buffer;
  version: string;
  /** The oldest browser that takes it. */
  oldest: string;
}

/** What `npm run zip` wrote for a browser; throws where it did not, or where there are several versions. */
export async function readZip(
  folder: string,
  browser: 'chrome' | 'firefox',
): Promise<ExtensionZip> {
  const [path, another] = globSync(join(folder, `postern-*-${browser}.zip`));
  if (!path || another) {
    throw new Error(
      `${folder}: one postern-…-${browser}.zip is needed; run npm run zip, and remove old ones`,
    );
  }
  const bytes = readFileSync(path);
  const manifest = JSON.parse(
    (await (await jszip.loadAsync(bytes)).file('manifest.json')?.async('text')) ?? '',
  ) as {
    version: string;
    minimum_chrome_version?: string;
    browser_specific_settings?: { gecko?: { strict_min_version?: string } };
  };
  const oldest =
    manifest.minimum_chrome_version ??
    manifest.browser_specific_settings?.gecko?.strict_min_version ??
    '0';
  return { bytes, version: manifest.version, oldest };
}
