import type { Row } from '../row.ts';
import { ratioBetween, type Standing } from './rounds.ts';

/** A row with requests a second, compared with another contestant of the same race. Latencies are in the note. */
export function rowBeside(name: string, one: Standing, other: [string, Standing]): Row {
  const [otherName, standing] = other;
  const both = (field: 'p50' | 'p99') =>
    `${field} ${one[field].toFixed(3)} ms beside ${standing[field].toFixed(3)}`;
  return {
    name,
    value: one.perSecond,
    unit: 'a second',
    beside: { name: otherName, value: standing.perSecond },
    ratio: ratioBetween(one, standing),
    note: `${both('p50')}, ${both('p99')}`,
  };
}
