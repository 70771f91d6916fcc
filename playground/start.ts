import { spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { chromiumArguments, findChromium } from './browser.ts';
import { buildExtension } from './build-extension.ts';
import { makeToken } from './first-token.ts';
import { startPlayground } from './index.ts';
import { keepKeys } from './keys.ts';
import { users } from './users.ts';
import { migrate, startWorker } from './worker-process.ts';

// What `npm start` runs: everything on this machine, nothing outside of it.
const ports = { worker: 8787, playground: 2990 };
const site = {
  jira: `http://localhost:${ports.worker}/jira`,
  confluence: `http://localhost:${ports.worker}/confluence`,
};
const folder = '.dev';

await refuseTakenPorts();
const keys = keepKeys(join(folder, 'keys.json'));

say('Bringing the local D1 database up to date …');
migrate(folder);

say('Starting the playground, the Worker and the build of the extension …');
const playground = await startPlayground({
  port: ports.playground,
  baseUrl: site,
  applink: { consumerKey: 'postern', publicKey: keys.APPLINK_PUBLIC_KEY },
  trustedHeader: { name: 'X-Remote-User', secret: keys.HEADER_SECRET },
  ...(process.argv.includes('--log') && { log: say }),
});
const [worker, extension] = await Promise.all([
  startWorker({ port: ports.worker, folder, keys }),
  buildExtension(Object.values(site), '.output'),
]);
const [alice] = users;
const secret = alice ? await makeToken(site.jira, alice) : '';
const browser = openBrowser();
print();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    browser?.kill();
    await Promise.all([worker.stop(), playground.close()]);
    process.exit(0);
  });
}

async function refuseTakenPorts(): Promise<void> {
  for (const port of Object.values(ports)) {
    const isTaken = await new Promise<boolean>((answer) => {
      const socket = createConnection({ port, host: 'localhost' });
      socket.once('connect', () => answer(true)).once('error', () => answer(false));
      socket.once('close', () => socket.destroy());
      setTimeout(() => socket.destroy(), 500).unref();
    });
    if (isTaken) {
      console.error(
        `Port ${port} is taken by another program; Postern's playground needs it. Is it running already?`,
      );
      process.exit(1);
    }
  }
}

/** With a screen and a Chromium: a window with the extension in it, at Jira's login. */
function openBrowser() {
  const hasScreen =
    process.platform === 'darwin' ||
    process.platform === 'win32' ||
    Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const chromium = hasScreen ? findChromium() : undefined;
  if (!chromium) return undefined;
  return spawn(
    chromium,
    [
      ...chromiumArguments,
      `--user-data-dir=${resolve(folder, 'browser')}`,
      `--load-extension=${extension}`,
      `${site.jira}/login.jsp`,
    ],
    { stdio: 'ignore' },
  );
}

function print(): void {
  const people = users.map(({ name, password, displayName, groups, active }) => {
    const roles = groups.filter((group) => !group.endsWith('-users')).join(', ');
    return `  ${name.padEnd(6)} / ${password.padEnd(6)}  ${displayName}${roles && `  (${roles})`}${active ? '' : '  (disabled)'}`;
  });
  say(`
Postern is running. Stop it with Ctrl+C.

  Jira        ${site.jira}
  Confluence  ${site.confluence}

Users / passwords
${people.join('\n')}

Extension   ${extension}
${
  browser
    ? '  A browser with it has opened.'
    : '  Load it: chrome://extensions, Developer mode, Load unpacked, that folder (Chromium or Chrome).'
}
  Then log in as alice, open the profile menu at the top right, and click API Token Authentication.

A token of alice's, ready to use:
  curl -u alice:${secret} ${site.jira}/rest/api/2/myself
`);
}

function say(text: string): void {
  console.log(text);
}
