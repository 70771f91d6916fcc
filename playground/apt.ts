import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Installs packages where this is Debian and we are root; answers whether it was tried. Whoever wants one at the same time
 * waits. RUNLEVEL keeps Debian from starting a server at once.
 */
export function installWithApt(...packages: readonly string[]): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log(`Installing ${packages.join(', ')} (apt-get install ${packages.join(' ')}) …`);
  const lock = join(tmpdir(), 'postern-apt.lock');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args: readonly string[]) =>
    spawnSync('flock', [lock, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: 'ignore',
      env,
    });
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...packages);
  return true;
}
