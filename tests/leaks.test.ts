import { randomBytes, randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { mintSecret, parseSecret } from '../shared/token-format.ts';
import { createTokenTagger } from '../worker/crypto/token-tag.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const read = (file: string) => readFileSync(`docs/${file}`, 'utf8');
const between = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? expect.fail();

const gitleaks = read('leaks/gitleaks.toml');
const regex = between(gitleaks, /^regex = '''(.*)'''$/m);
const entropy = Number(between(gitleaks, /^entropy = ([\d.]+)$/m));
const [keyword = ''] = JSON.parse(between(gitleaks, /^keywords = (\[.*\])$/m)) as string[];

const rule = RE2JS.compile(regex);
const tagger = createTokenTagger('a-tag-key-for-the-tests-only-0123456789', []);
const secret = () => mintSecret((bytes) => randomFillSync(bytes), tagger.makeTag);
const lookAlike = () =>
  `pst_${Array.from(randomBytes(36), (byte) => alphabet[byte % alphabet.length]).join('')}`;

/** What gitleaks would report of a text: the keyword is there, the expression matches, its group is random enough. */
function finds(text: string): string[] {
  if (!text.toLowerCase().includes(keyword)) return [];
  const found: string[] = [];
  for (const matcher = rule.matcher(text); matcher.find(); )
    if (entropyOf(matcher.group(1) ?? '') >= entropy) found.push(matcher.group(1) ?? '');
  return found;
}

/** Shannon's, in bits a character, over the text as it is. */
function entropyOf(text: string): number {
  const counts = Map.groupBy(text, (char) => char).values();
  return -[...counts].reduce((sum, { length }) => {
    const share = length / text.length;
    return sum + share * Math.log2(share);
  }, 0);
}

describe('the rule for scanners', () => {
  it('is one and the same for all of them', () => {
    const inGitLab = between(read('leaks/gitlab-ruleset.toml'), /regex = '''(.*)'''/);
    expect(inGitLab.replaceAll('\\\\', '\\')).toBe(regex);
    expect(between(read('leaks/trufflehog.yaml'), /token: '(.*)'/)).toBe(regex);
    expect(read('leaks.md')).toContain(`    ${regex}\n`);
    expect(read('leaks.md')).toContain('`pst_[0-9A-Za-z]{36}`');
  });

  it.each([
    (it: string) => it,
    (it: string) => `JIRA_TOKEN=${it}\n`,
    (it: string) => `curl -u alice:${it} https://jira.example.com/rest/api/2/myself`,
    (it: string) => `https://alice:${it}@jira.example.com/`,
    (it: string) => `{"apiToken":"${it}","other":1}`,
    (it: string) => `token: '${it}' # CI`,
    (it: string) => `Authorization: Bearer ${it}\r\n`,
    (it: string) => `see \`${it}\`, or (${it}).`,
    (it: string) => `<password>${it}</password>`,
    (it: string) => `ÄÖÜ${it}李`,
    (it: string) => `x=${it}\\nnext`,
  ])('finds tokens where they stand: %s', (place) => {
    for (let i = 0; i < 300; i++) {
      const token = secret();
      const found = finds(place(token));
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found)).toEqual(new Set([token]));
    }
  });

  it('finds every token of a long text', () => {
    const tokens = Array.from({ length: 2000 }, secret);
    expect(finds(tokens.map((token, i) => `line ${i}: key=${token};`).join('\n'))).toEqual(tokens);
  });

  it.each([
    (it: string) => it.slice(0, -1),
    (it: string) => `${it}a`,
    (it: string) => `x${it}`,
    (it: string) => `_${it}`,
    (it: string) => `${it}_`,
    (it: string) => it.replace('pst_', 'PST_'),
    (it: string) => it.replace('pst_', 'pst-'),
    (it: string) => it.replace('pst_', 'gst_'),
    (it: string) => `${it.slice(0, 20)} ${it.slice(20)}`,
    (it: string) => `${it.slice(0, 20)}-${it.slice(21)}`,
    (it: string) => `${it.slice(0, 20)}ä${it.slice(21)}`,
  ])('passes over near misses: %s', (change) => {
    for (let i = 0; i < 100; i++) expect(finds(change(secret()))).toEqual([]);
  });

  it('passes over prose, placeholders and this repository’s documents', () => {
    const placeholders = [`pst_${'x'.repeat(36)}`, `pst_${'0'.repeat(36)}`, 'pst_…', 'pst_Ab3d'];
    const documents = ['architecture', 'security', 'deploy', 'user-guide', 'leaks', 'api'];
    const texts = [...placeholders, ...documents.map((name) => read(`${name}.md`))];
    for (const text of texts) expect(finds(text)).toEqual([]);
  });

  it('asks for less entropy than any token has', () => {
    const least = Math.min(...Array.from({ length: 20_000 }, () => entropyOf(secret())));
    expect(least).toBeGreaterThan(entropy + 0.2);
  });
});

describe('a look-alike', () => {
  const isTokenOfThisWorker = (text: string) => {
    const parsed = parseSecret(text);
    return parsed !== undefined && tagger.isTagValid(parsed);
  };

  it('is found by the scanner and rejected by its tag', () => {
    const some = Array.from({ length: 500 }, lookAlike);
    expect(finds(some.join(' '))).toEqual(some);
    for (let i = 0; i < 20_000; i++) expect(isTokenOfThisWorker(lookAlike())).toBe(false);
  });

  it('is rejected if a single character of a token was changed', () => {
    const token = secret();
    for (let at = 4; at < token.length; at++) {
      const other = token[at] === 'a' ? 'b' : 'a';
      expect(isTokenOfThisWorker(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
    }
    expect(isTokenOfThisWorker(token)).toBe(true);
  });
});
