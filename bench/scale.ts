import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Row } from './row.ts';
import { type Measured, measureRequests } from './scale/measure.ts';
import { moneyTables } from './scale/money.ts';
import { revocation } from './scale/revocation.ts';

const doc = join('docs', 'scale.md');
const [begin, end] = ['<!-- money: by npm run bench scale -->', '<!-- /money -->'];

/** Measures requests in the units that Cloudflare bills, writes the money into docs/scale.md, and simulates revocations. */
export const scale: Bench = async ({ quick }) => {
  const measured = await measureRequests(quick ? 0.3 : 2);
  if (!quick) writeDoc(moneyTables(measured, bytesPerToken()));
  return [
    ...cpuRows(measured),
    {
      name: 'rows written by noting a use',
      value: measured.rowsWritten,
      unit: 'rows',
      note: 'the token, and its old and new entry in the index by last use',
    },
    ...(await revocation()),
  ];
};

function cpuRows({ cpu }: Measured): Row[] {
  const names = {
    cached: 'a verification from memory',
    uncached: 'a verification that asks the database',
    header: 'a request through the gateway, by trusted header',
    applink: 'a request through the gateway, by application link',
  };
  return (['cached', 'uncached', 'header', 'applink'] as const).map((way) => ({
    name: `CPU of ${names[way]}`,
    value: cpu[way],
    unit: 'ms',
    note: way === 'uncached' ? 'of the whole runtime, with local D1' : 'of the whole runtime',
  }));
}

function writeDoc(tables: string): void {
  const text = readFileSync(doc, 'utf8');
  const [before, rest = ''] = text.split(begin);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`${doc} has no place for the tables`);
  writeFileSync(doc, `${before}${begin}\n\n${tables}\n\n${end}${after}`);
}

/** The result of the last run of the bench `million`. */
function bytesPerToken(): number {
  const json = join('bench', 'results.json');
  if (!existsSync(json)) throw new Error(`${json} is missing: run the bench million first`);
  const sections = JSON.parse(readFileSync(json, 'utf8')) as { bench: string; rows: Row[] }[];
  const rows = sections.find(({ bench }) => bench === 'million')?.rows ?? [];
  const found = rows.find(({ name }) => name === 'database size per token');
  if (!found) throw new Error('the bench million has not said how large a token is');
  return found.value;
}
