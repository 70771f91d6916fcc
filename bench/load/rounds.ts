import { type Client, expectOnly, type Load, type Measured } from './load.ts';
import { median } from './statistics.ts';

export interface Contestant extends Pick<Load, 'port' | 'requests'> {
  /** The status that each answer must have. Default: 200. */
  status?: number;
}

/** Medians over all rounds. `rounds` are in order, so that they can be compared round by round. */
export interface Standing {
  perSecond: number;
  p50: number;
  p99: number;
  rounds: Measured[];
}

interface Race {
  rounds: number;
  seconds: number;
  connections: number;
}

/**
 * Measures contestants in turn, round after round, each time in another order, so that other load on the machine affects all of
 * them. The first round warms them up and does not count. Each contestant continues with the request after its last one.
 */
export async function race<Name extends string>(
  client: Client,
  contestants: Record<Name, Contestant>,
  { rounds, seconds, connections }: Race,
): Promise<Record<Name, Standing>> {
  const names = Object.keys(contestants) as Name[];
  const all = new Map(names.map((name) => [name, [] as Measured[]]));
  const next = new Map<Name, number>();
  for (let round = -1; round < rounds; round++) {
    const turn = Math.max(round, 0) % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      const { port, requests, status = 200 } = contestants[name];
      const from = next.get(name) ?? 0;
      const measured = await client({ port, requests, from, seconds, connections });
      next.set(name, measured.next);
      expectOnly(status, measured);
      if (round >= 0) all.get(name)?.push(measured);
    }
  }
  return Object.fromEntries(names.map((name) => [name, toStanding(all.get(name) ?? [])])) as Record<
    Name,
    Standing
  >;
}

/** Joins the rounds of several races, each in a new process, because memory layout affects all rounds of a process. */
export async function overStarts<Name extends string>(
  starts: number,
  raceOnce: () => Promise<Record<Name, Standing>>,
): Promise<Record<Name, Standing>> {
  const all: Record<Name, Standing>[] = [];
  for (let start = 0; start < starts; start++) all.push(await raceOnce());
  const names = Object.keys(all[0] ?? {}) as Name[];
  return Object.fromEntries(
    names.map((name) => [name, toStanding(all.flatMap((one) => one[name].rounds))]),
  ) as Record<Name, Standing>;
}

function toStanding(rounds: Measured[]): Standing {
  const over = (field: 'perSecond' | 'p50' | 'p99') => median(rounds.map((one) => one[field]));
  return { perSecond: over('perSecond'), p50: over('p50'), p99: over('p99'), rounds };
}

/** The median of the ratios of each round, in requests a second. */
export function ratioBetween(
  one: Pick<Standing, 'rounds'>,
  other: Pick<Standing, 'rounds'>,
): number {
  return median(
    one.rounds.map(
      (measured, i) => measured.perSecond / (other.rounds[i]?.perSecond ?? Number.NaN),
    ),
  );
}
