import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

export interface CompanyWish {
  /** Built into the extension. */
  builtIn: readonly string[];
  /** Named by the policies. */
  managed: readonly string[];
  name: string;
}

/** An organisation that gives the extension to its people: its files, and its web server with `updates/`. */
export interface CompanyHouse {
  /** Where `npm run policies` has put its files. */
  files: string;
  /** The unpacked extension for Firefox, which takes signed files alone. */
  firefoxBuild: string;
  /** Paths that browsers have asked the web server for. */
  asked: string[];
  close(): Promise<void>;
}

/** Runs `npm run zip` and `npm run policies` as docs/distribute.md has it. */
export async function openCompany({ builtIn, managed, name }: CompanyWish): Promise<CompanyHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-company-'));
  const port = await freePort();
  const env = {
    POSTERN_NAME: name,
    POSTERN_UPDATES: `http://localhost:${port}/`,
    POSTERN_OUTPUT: join(folder, 'zips'),
  };
  npm(['run', 'zip'], { ...env, POSTERN_SITES: builtIn.join(',') });
  const key = join(folder, 'key.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const files = join(folder, 'files');
  npm(['run', 'policies', '--', '--key', key, '--to', files], {
    ...env,
    POSTERN_SITES: managed.join(','),
  });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', env.POSTERN_UPDATES);
    asked.push(pathname);
    const path = join(files, 'updates', pathname);
    if (existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(port, 'localhost', listening));
  return {
    files,
    firefoxBuild: join(env.POSTERN_OUTPUT, 'firefox-mv3'),
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true });
    },
  };
}

function npm(args: string[], env: Record<string, string>): void {
  const { status, stdout, stderr } = spawnSync('npm', args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`);
}
