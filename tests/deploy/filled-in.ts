import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** wrangler.toml with its template filled in as an administrator would; beside it, since its paths are relative. */
export function fillIn(change: (text: string) => string = (text) => text) {
  const [playground = '', production = ''] = readFileSync('wrangler.toml', 'utf8').split(
    /^(?=# Production\.)/m,
  );
  const filled = production
    .replaceAll('example.com', 'corp.test')
    .replace('00000000-0000-0000-0000-000000000000', randomUUID());
  const file = `wrangler.test-${randomUUID()}.toml`;
  writeFileSync(file, playground + change(filled));
  return { file, remove: () => rmSync(file) };
}
