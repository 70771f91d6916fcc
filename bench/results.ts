import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { columns, computeRatio, judge, type Row, toCells } from './row.ts';
import { commit, machine, versionsFor } from './versions.ts';

const json = join('bench', 'results.json');
const markdown = join('bench', 'results.md');

/** The last run of a bench. It is kept until that bench runs again. */
interface Section {
  bench: string;
  date: string;
  /** The commit that was measured, if it is known. */
  commit?: string;
  machine: string;
  versions: string;
  seconds: number;
  rows: Row[];
  /** The error, if the bench failed. */
  failure?: string;
}

/** The result of running a bench. */
export type Outcome = Pick<Section, 'rows' | 'seconds' | 'failure'>;

/** Read once for the whole run: a later change to the checkout is not what most benches measured. */
const ran = commit();

/** Saves a run to `bench/results.json`, and writes `bench/results.md` with the last runs of `benches`, in that order. */
export function keep(
  bench: string,
  { rows, seconds, failure }: Outcome,
  benches: readonly string[],
): void {
  const section: Section = {
    bench,
    date: new Date().toISOString().slice(0, 10),
    ...(ran && { commit: ran }),
    machine: machine(),
    versions: versionsFor(bench),
    seconds: Math.round(seconds),
    rows: rows.map(judged),
    ...(failure !== undefined && { failure }),
  };
  const all = new Map(readSections().map((one) => [one.bench, one])).set(bench, section);
  const sections = benches.map((name) => all.get(name)).filter((one) => one !== undefined);
  writeFileSync(json, `${JSON.stringify(sections, null, 2)}\n`);
  writeFileSync(markdown, asMarkdown(sections));
}

export function print(rows: readonly Row[]): void {
  for (const row of rows) {
    const [name = '', ...rest] = toCells(row);
    console.log(`${name.padEnd(44)} ${rest.filter(Boolean).join(' · ')}`);
  }
}

function judged(row: Row) {
  return { ...row, ratio: computeRatio(row), verdict: judge(row) ?? 'reference' };
}

function readSections(): Section[] {
  return existsSync(json) ? (JSON.parse(readFileSync(json, 'utf8')) as Section[]) : [];
}

function asMarkdown(sections: readonly Section[]): string {
  const missed = sections.flatMap(({ bench, rows }) =>
    rows.filter((row) => judge(row) === 'missed').map(({ name }) => `${bench}: ${name}`),
  );
  const failed = sections.filter(({ failure }) => failure !== undefined).map(({ bench }) => bench);
  return [
    '# What was measured',
    'Written by `npm run bench`; [README.md](README.md) says how it measures and what each bench shows.',
    missed.length === 0 ? 'No bar was missed.' : `Missed: ${inBold(missed)}.`,
    ...(failed.length === 0 ? [] : [`Failed: ${inBold(failed)}.`]),
    ...sections.flatMap((section) => [
      `## ${section.bench}`,
      toHead(section),
      section.failure === undefined ? table(section.rows) : `FAILED: ${section.failure}`,
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function toHead({ date, seconds, commit, machine, versions }: Section): string {
  const when = [date, `${seconds} s`, ...(commit ? [`at ${commit}`] : [])].join(', ');
  return `${when}; ${machine}; ${versions}.`;
}

function inBold(names: readonly string[]): string {
  return names.map((name) => `**${name}**`).join('; ');
}

function table(rows: readonly Row[]): string {
  const lines = [columns, columns.map(() => '---'), ...rows.map(toCells)];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
