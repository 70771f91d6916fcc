import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Row } from './row.ts';
import { measureVerification } from './scale/measure.ts';
import { moneyTables } from './scale/money.ts';
import { revocation } from './scale/revocation.ts';

const doc = join('docs', 'scale.md');
const [begin, end] = ['<!-- money: by npm run bench scale -->', '<!-- /money -->'];

/** What a verification costs in the units that are billed, written into docs/scale.md as money; and how long a revocation takes. */
export const scale: Bench = async ({ quick }) => {
  const measured = await measureVerification(quick ? 0.3 : 3);
  if (!quick) writeDoc(moneyTables(measured, bytesPerToken()));
  return [
    {
      name: 'CPU of a cached verification',
      value: measured.cpuMilliseconds,
      unit: 'ms',
      note: 'of the whole runtime on this machine',
    },
    {
      name: 'rows read, uncached',
      value: measured.rowsRead,
      unit: 'rows',
      bar: { atMost: 1 },
      isExact: true,
    },
    {
      name: 'rows written by noting a use',
      value: measured.rowsWritten,
      unit: 'rows',
      note: 'the token, and its old and its new place in the index by last use',
    },
    ...(await revocation()),
  ];
};

function writeDoc(tables: string): void {
  const text = readFileSync(doc, 'utf8');
  const [before, rest = ''] = text.split(begin);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`${doc} has no place for the tables`);
  writeFileSync(doc, `${before}${begin}\n\n${tables}\n\n${end}${after}`);
}

/** As the bench `million` found it last. */
function bytesPerToken(): number {
  const json = join('bench', 'results.json');
  if (!existsSync(json)) return 0;
  const sections = JSON.parse(readFileSync(json, 'utf8')) as { bench: string; rows: Row[] }[];
  const rows = sections.find(({ bench }) => bench === 'million')?.rows ?? [];
  return rows.find(({ name }) => name === 'database for each token')?.value ?? 0;
}
