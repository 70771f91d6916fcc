/** A measurement: one line of the table. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** The value to compare with, measured in the same run and in the same unit. */
  beside?: { name: string; value: number };
  /** Set if the ratio is not `value` ÷ `beside`, but the median of the ratios of each round. */
  ratio?: number | undefined;
  /** Bounds for the ratio, or for the value if there is no `beside`. A row without a bar is for reference. */
  bar?: { atLeast?: number; atMost?: number };
  /** Counted, not timed: the same on every machine, so a miss also fails a quick run. */
  isExact?: boolean;
  /** A remark for the reader. */
  note?: string;
}

/** `quick`: a short run for CI that only shows that the bench works. */
export interface Options {
  quick: boolean;
}

/** The function that each file of this folder exports. */
export type Bench = (options: Options) => Promise<Row[]>;

export type Verdict = 'passed' | 'missed' | undefined;

export function computeRatio({ value, beside, ratio }: Row): number | undefined {
  return ratio ?? (beside && value / beside.value);
}

/** A bar is also missed if the measurement gave no number. */
export function judge(row: Row): Verdict {
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = row.bar ?? {};
  const judged = computeRatio(row) ?? row.value;
  if (!row.bar) return undefined;
  return judged >= atLeast && judged <= atMost ? 'passed' : 'missed';
}

/** The cells of a row: name, value, value to compare with, ratio, bar, verdict, note. */
export function toCells(row: Row): string[] {
  const { name, value, unit, beside, bar, note = '' } = row;
  const ratio = computeRatio(row);
  return [
    name,
    `${say(value)} ${unit}`,
    beside ? `${beside.name}: ${say(beside.value)} ${unit}` : '',
    ratio === undefined ? '' : ratio.toFixed(ratio < 10 ? 3 : 1),
    bar ? sayBar(bar) : '',
    judge(row)?.toUpperCase().replace('PASSED', 'passed') ?? '',
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

/** Four significant digits; integers in full. */
function say(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1000)
    return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(4)));
}
