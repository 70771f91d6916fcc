import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may import whom, read from the imports themselves. A path belongs to the longest prefix that it begins with. */
const mayImport: Record<string, readonly string[]> = {
  'shared/': ['shared/'],
  'worker/domain/': ['shared/', 'worker/domain/'],
  'worker/db/': ['shared/', 'worker/domain/', 'worker/db/'],
  'worker/crypto/': ['shared/', 'worker/crypto/'],
  'worker/limits/': ['worker/limits/'],
  'worker/origin/': [
    'shared/',
    'worker/origin/',
    'worker/domain/',
    'worker/env.ts',
    'worker/problem.ts',
    'worker/header-value.ts',
    'worker/lru.ts',
  ],
  'worker/gateway/': [
    'shared/',
    'worker/gateway/',
    'worker/origin/',
    'worker/domain/',
    'worker/crypto/',
    'worker/limits/',
    'worker/db/token-lookup.ts',
    'worker/db/in-time.ts',
    'worker/env.ts',
    'worker/problem.ts',
    'worker/log.ts',
    'worker/header-value.ts',
    'worker/lru.ts',
  ],
  'worker/': ['shared/', 'worker/', 'package.json'],
  'extension/ui/components/': [
    'shared/',
    'extension/ui/components/',
    'extension/ui/',
    'extension/',
  ],
  'extension/': ['shared/', 'extension/'],
  'playground/': ['playground/'],
  'distribute/': ['distribute/', 'extension/build/', 'extension/sites.ts'],
  'deploy/': ['deploy/', 'shared/', 'worker/site-config.ts', 'package.json'],
  'tests/': ['tests/', 'playground/', 'deploy/', 'shared/', 'worker/', 'package.json'],
};

/** Packages that a folder does without, for a reason that stands in design and security documents. */
const mayNotUse: Record<string, RegExp> = {
  'shared/': /^(?!valibot$)/,
  'worker/domain/': /^(hono|drizzle-orm|valibot)(\/|$)/,
  'worker/gateway/': /^(hono|drizzle-orm)(\/|$)/,
  'worker/': /^(node:|preact|wxt)/,
  'extension/': /^(node:|hono|drizzle-orm|cloudflare:)/,
  'playground/': /^(hono|drizzle-orm|valibot|@noble\/hashes)(\/|$)/,
};

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => file !== '');
const isTest = (file: string) => /\.test\.tsx?$/.test(file);
const sources = files.filter((file) => !isTest(file));

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(
    ([, target = '']) => target,
  );
}

function ruleFor<T>(rules: Record<string, T>, file: string): T | undefined {
  const prefix = Object.keys(rules)
    .filter((key) => file.startsWith(key))
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined ? undefined : rules[prefix];
}

const edges = sources.flatMap((file) =>
  importsOf(file).map((target) => ({
    file,
    target: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
    isOurs: target.startsWith('.'),
  })),
);

describe('who imports whom', () => {
  it('reads the imports of all sources', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(edges).toContainEqual(
      expect.objectContaining({ file: 'worker/index.ts', target: 'worker/front-door.ts' }),
    );
  });

  it('follows the one direction', () => {
    const wrong = edges.filter(({ file, target, isOurs }) => {
      const allowed = isOurs ? ruleFor(mayImport, file) : undefined;
      return allowed && !allowed.some((prefix) => target.startsWith(prefix));
    });
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  it('keeps components free of state', () => {
    const wrong = edges.filter(
      ({ file, target }) =>
        file.startsWith('extension/ui/components/') &&
        /^extension\/ui\/(state|screens)\//.test(target),
    );
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  it('uses packages only where they belong', () => {
    const wrong = edges.filter(({ file, target, isOurs }) => {
      const rules = Object.entries(mayNotUse).filter(([prefix]) => file.startsWith(prefix));
      return !isOurs && rules.some(([, forbidden]) => forbidden.test(target));
    });
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });
});

describe('the shape of the sources', () => {
  it('has no drawer for odds and ends, and no barrel files', () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils|helpers|common|lib|types)(\/|\.tsx?$)/.test(file),
    );
    const isEntry = (file: string) => ['worker/index.ts', 'playground/index.ts'].includes(file);
    const barrels = sources.filter((file) => /(^|\/)index\.tsx?$/.test(file) && !isEntry(file));
    expect([...drawers, ...barrels]).toEqual([]);
  });

  it('names files in kebab-case', () => {
    expect(files.filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
  });

  it('keeps files short', () => {
    const long = sources.filter((file) => readFileSync(file, 'utf8').split('\n').length > 250);
    expect(long).toEqual([]);
  });

  it('silences no check without a reason, and skips no test', () => {
    const silenced =
      /@ts-ignore|@ts-nocheck|biome-ignore(?! [a-z/A-Z0-9]+: \w)|\.(skip|only|todo)\(/;
    const wrong = files.filter(
      (file) => file !== 'tests/architecture.test.ts' && silenced.test(readFileSync(file, 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps one workerd for wrangler, miniflare and the tests', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, unknown>;
    };
    expect(Object.keys(lock.packages).filter((path) => /(^|\/)workerd$/.test(path))).toHaveLength(
      1,
    );
  });
});
