// Runs before `npm start` and `npm test` on whatever Node.js the machine has: installs what the lock file
// names, unless it is there already. Everything after it runs on the Node.js that this installs.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const installed = 'node_modules/.package-lock.json';
const wanted = versions('package-lock.json');
if (!existsSync(installed) || !sameVersions(versions(installed), wanted)) {
  console.log('Installing the packages that package-lock.json names (npm install) …');
  // Not `npm ci`: it refuses a lock file that leaves out builds for other platforms (npm/cli#9846).
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error(
      'npm install failed; the lines above say why. Postern needs npm 10 or newer and a package registry.',
    );
    process.exit(1);
  }
}

function versions(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/** True where every package that the lock file wants on this platform is installed in that version. */
function sameVersions(have, want) {
  return Object.entries(want).every(
    ([path, { version, optional }]) => path === '' || optional || have[path]?.version === version,
  );
}
