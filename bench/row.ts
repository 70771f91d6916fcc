/** One thing measured, as it stands in the table. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** What it is held against, measured in the same run and in the same unit. */
  beside?: { name: string; value: number };
  /** `value` ÷ `beside`, where it is not the plain quotient: the median over interleaved rounds, say. */
  ratio?: number | undefined;
  /** What the ratio must be, or the value where nothing stands beside it. A row without a bar is for reference. */
  bar?: { atLeast?: number; atMost?: number };
  /** Counted, not timed: the same on every machine, so that a miss counts in a quick run too. */
  isExact?: boolean;
  /** What a reader must know to judge it, in a sentence. */
  note?: string;
}

/** `quick`: a short run for CI, which shows that the bench works; its times are no measurement. */
export interface Options {
  quick: boolean;
}

/** What a file of this folder exports: measures, and answers what it found. */
export type Bench = (options: Options) => Promise<Row[]>;

export type Verdict = 'passed' | 'missed' | undefined;

export function ratioOf({ value, beside, ratio }: Row): number | undefined {
  return ratio ?? (beside && value / beside.value);
}

/** A bar that cannot be judged, because the measurement gave no number, is missed. */
export function verdictOf(row: Row): Verdict {
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = row.bar ?? {};
  const judged = ratioOf(row) ?? row.value;
  if (!row.bar) return undefined;
  return judged >= atLeast && judged <= atMost ? 'passed' : 'missed';
}

/** The cells of a row: name, value, what it is held against, ratio, bar, verdict, note. */
export function cellsOf(row: Row): string[] {
  const { name, value, unit, beside, bar, note = '' } = row;
  const ratio = ratioOf(row);
  return [
    name,
    `${say(value)} ${unit}`,
    beside ? `${beside.name}: ${say(beside.value)} ${unit}` : '',
    ratio === undefined ? '' : ratio.toFixed(ratio < 10 ? 3 : 1),
    bar ? sayBar(bar) : '',
    verdictOf(row)?.toUpperCase().replace('PASSED', 'passed') ?? '',
    note,
  ];
}

export const columns = ['what', 'measured', 'beside', 'ratio', 'bar', '', ''];

function sayBar({ atLeast, atMost }: NonNullable<Row['bar']>): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`≥ ${say(atLeast)}`]),
    ...(atMost === undefined ? [] : [`≤ ${say(atMost)}`]),
  ];
  return bounds.join(', ');
}

/** Four significant digits, whole numbers whole. */
function say(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1000)
    return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(4)));
}
