import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keepKeys, makeKeys } from './keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'postern-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('keepKeys', () => {
  it('returns the same keys at each start', () => {
    const file = join(folder, 'new', 'keys.json');
    expect(keepKeys(file)).toEqual(keepKeys(file));
  });

  it('adds TOKEN_TAG_KEY to a file of version 0.1 and keeps the other keys', () => {
    const file = join(folder, 'old.json');
    const { TOKEN_TAG_KEY: _, ...old } = makeKeys();
    writeFileSync(file, JSON.stringify(old));
    const keys = keepKeys(file);
    expect(keys).toEqual({ ...old, TOKEN_TAG_KEY: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(keys);
    expect(keepKeys(file)).toEqual(keys);
  });
});
