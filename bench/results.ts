import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { cellsOf, columns, type Row, ratioOf, verdictOf } from './row.ts';

const json = join('bench', 'results.json');
const markdown = join('bench', 'results.md');

/** The last run of one bench: each is kept until that bench runs again. */
interface Section {
  bench: string;
  date: string;
  machine: string;
  versions: string;
  seconds: number;
  rows: Row[];
}

/** Takes a run into `bench/results.json` and writes `bench/results.md` anew from all of them. */
export function keep(bench: string, rows: Row[], seconds: number): void {
  const section: Section = {
    bench,
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: versions(),
    seconds: Math.round(seconds),
    rows: rows.map(judged),
  };
  const others = readSections().filter((one) => one.bench !== bench);
  const sections = [...others, section].sort((a, b) => a.bench.localeCompare(b.bench));
  writeFileSync(json, `${JSON.stringify(sections, null, 2)}\n`);
  writeFileSync(markdown, asMarkdown(sections));
}

export function print(rows: readonly Row[]): void {
  for (const row of rows) {
    const [name = '', ...rest] = cellsOf(row);
    console.log(`${name.padEnd(44)} ${rest.filter(Boolean).join(' · ')}`);
  }
}

function judged(row: Row) {
  return { ...row, ratio: ratioOf(row), verdict: verdictOf(row) ?? 'reference' };
}

function readSections(): Section[] {
  return existsSync(json) ? (JSON.parse(readFileSync(json, 'utf8')) as Section[]) : [];
}

function asMarkdown(sections: readonly Section[]): string {
  const missed = sections.flatMap(({ bench, rows }) =>
    rows.filter((row) => verdictOf(row) === 'missed').map(({ name }) => `${bench}: ${name}`),
  );
  return [
    '# What was measured',
    'Written by `npm run bench`; [README.md](README.md) says how it measures and what each bench shows.',
    missed.length === 0
      ? 'No bar was missed.'
      : `Missed: ${missed.map((one) => `**${one}**`).join('; ')}.`,
    ...sections.flatMap((section) => [
      `## ${section.bench}`,
      `${section.date}, ${section.seconds} s; ${section.machine}; ${section.versions}.`,
      `${table(section.rows)}`,
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function table(rows: readonly Row[]): string {
  const lines = [columns, columns.map(() => '---'), ...rows.map(cellsOf)];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

function machine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const kernel = release().split('.', 2).join('.');
  return `${cores.length} × ${cores[0]?.model.trim()}, ${gigabytes} GiB, ${type()} ${kernel}`;
}

function versions(): string {
  const packages = ['workerd', 'miniflare'].map((name) => `${name} ${versionOf(name)}`);
  return [`Node.js ${process.versions.node}`, ...packages].join(', ');
}

function versionOf(name: string): string {
  const text = readFileSync(join('node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
