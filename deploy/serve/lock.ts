import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UsageError } from '../command-line.ts';

/**
 * Makes the data folder, for its owner alone, and takes it for this process: two over one database would each believe what they
 * have in memory. SQLite's own lock, which the system lets go of however the process ends.
 */
export function takeFolder(data: string): () => void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chmodSync(data, 0o700);
  const lock = new DatabaseSync(join(data, 'lock'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new UsageError(`${data} is in use by another process`);
  }
  return () => lock.close();
}
