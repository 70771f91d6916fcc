import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { chromiumArguments, findChromium } from '../../playground/browser.ts';

/**
 * Chromium reads its policies from /etc/chromium alone. It gets an /etc of its own: a namespace in which a layer lies over
 * the real one, gone when it ends. Root makes one itself; others need a kernel that lets them.
 */
const script = `#!/bin/sh
exec unshare ${process.getuid?.() === 0 ? '' : '--map-root-user'} --mount sh -c '
set -e
here=$(dirname "$0")
mount -t tmpfs tmpfs "$here/layer"
mkdir "$here/layer/upper" "$here/layer/work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$here/layer/upper,workdir=$here/layer/work" /etc
mkdir -p /etc/chromium/policies/managed
cp "$here"/*.json /etc/chromium/policies/managed
exec "$CHROMIUM_TO_MANAGE" "$@"' "$0" "$@"
`;

/** A Chromium of an organisation with this file of policies; nothing is installed in it but by them. */
export async function launchManagedChromium(policies: string): Promise<BrowserContext> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-managed-'));
  const path = join(folder, 'chromium');
  writeFileSync(path, script, { mode: 0o755 });
  copyFileSync(policies, join(folder, 'postern.json'));
  // Else nobody may look into what a policy installs.
  writeFileSync(join(folder, 'tests.json'), JSON.stringify({ DeveloperToolsAvailability: 1 }));
  mkdirSync(join(folder, 'layer'));
  const context = await chromium.launchPersistentContext('', {
    executablePath: path,
    env: { ...process.env, CHROMIUM_TO_MANAGE: findChromium() ?? '' },
    headless: false,
    ignoreDefaultArgs: ['--disable-extensions', '--disable-background-networking'],
    args: [
      '--headless=new',
      ...chromiumArguments.filter((one) => one !== '--disable-background-networking'),
    ],
  });
  context.once('close', () => rmSync(folder, { recursive: true }));
  return context;
}
