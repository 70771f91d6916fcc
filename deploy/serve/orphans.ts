import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Ends a workerd that still has files of this folder open: its server was killed before it could end it. Only for who holds the
 * folder's lock. Linux alone can be asked so; elsewhere the port is taken, and says so.
 */
export function endOrphans(data: string): number {
  const orphans = processes().filter((pid) => isWorkerd(pid) && hasOpen(pid, `${data}/`));
  for (const pid of orphans) process.kill(Number(pid), 'SIGKILL');
  return orphans.length;
}

function processes(): string[] {
  return attempt(() => readdirSync('/proc').filter((name) => /^\d+$/.test(name))) ?? [];
}

export function isWorkerd(pid: string): boolean {
  return attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('workerd')) ?? false;
}

function hasOpen(pid: string, folder: string): boolean {
  const folderOf = `/proc/${pid}/fd`;
  const files = attempt(() => readdirSync(folderOf)) ?? [];
  return files.some((fd) => attempt(() => readlinkSync(`${folderOf}/${fd}`).startsWith(folder)));
}

/** Processes come and go, and those of others tell nothing. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
