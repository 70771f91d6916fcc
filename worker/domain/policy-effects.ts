import type { Policy } from '../../shared/contract/policy.ts';
import type { PolicyEffects } from '../../shared/contract/policy-changes.ts';
import { type IpRange, isInRanges, parseIpRange } from '../../shared/ip-range.ts';
import { dayMs } from '../../shared/lifetime.ts';

/** A million tokens in all; beyond, the effects are lower bounds. */
const mostSlices = 20;

/** The present policy and the next one as far as they touch tokens; lifetimes in milliseconds, null is no bound. */
export interface Bounds {
  now: number;
  presentMs: number | null;
  nextMs: number | null;
  /** What was neither made nor used since then is deleted; null is nothing. */
  unusedSince: number | null;
}

export type SliceCounts = Omit<PolicyEffects, 'outsideAddresses' | 'ownersAboveMaximum'>;

/** Reads tokens slice by slice: each call looks at a bounded number of rows behind `after`, and says where the next begins. */
export interface EffectsStore {
  count(after: number, bounds: Bounds): Promise<{ counts: SliceCounts; next: number | undefined }>;
  /** The addresses that live tokens of the same slice were last used from. */
  addresses(
    after: number,
    bounds: Bounds,
  ): Promise<{ addresses: { address: string; tokens: number }[]; complete: boolean }>;
  /** Owners with more than `most` live tokens. */
  ownersAbove(
    after: string,
    most: number,
    now: number,
  ): Promise<{ above: number; next: string | undefined }>;
}

export function createEffectsCounter(store: EffectsStore, now: () => number) {
  async function countTokens(present: Policy, next: Policy) {
    const bounds = boundsOf(present, next, now());
    const rangesChange = next.ipRanges !== null && !isSame(present.ipRanges, next.ipRanges);
    const wouldBeOutside = outsideOf(next.ipRanges, present.ipRanges);
    let counts: Omit<PolicyEffects, 'ownersAboveMaximum'> = { ...nothing, outsideAddresses: 0 };
    let after: number | undefined = 0;
    let complete = true;
    for (let slice = 0; slice < mostSlices && after !== undefined; slice++) {
      const used = rangesChange ? await store.addresses(after, bounds) : undefined;
      const found = await store.count(after, bounds);
      const outside = used?.addresses.filter(({ address }) => wouldBeOutside(address)) ?? [];
      const outsideAddresses = outside.reduce((sum, { tokens }) => sum + tokens, 0);
      counts = sumOf(counts, { ...found.counts, outsideAddresses });
      complete &&= used?.complete ?? true;
      after = found.next;
    }
    return { counts, complete: complete && after === undefined };
  }

  async function countOwners(most: number | null) {
    let above = 0;
    let after: string | undefined = most === null ? undefined : '';
    for (let slice = 0; slice < mostSlices && after !== undefined; slice++) {
      const found = await store.ownersAbove(after, most ?? 0, now());
      above += found.above;
      after = found.next;
    }
    return { above, complete: after === undefined };
  }

  return async function count(present: Policy, next: Policy) {
    const tokens = await countTokens(present, next);
    const owners = await countOwners(next.maxTokensPerUser);
    const effects: PolicyEffects = { ...tokens.counts, ownersAboveMaximum: owners.above };
    return { effects, complete: tokens.complete && owners.complete };
  };
}

const nothing: SliceCounts = {
  live: 0,
  expireAtOnce: 0,
  expireEarlier: 0,
  getAnEnd: 0,
  expireLater: 0,
  deletedAsUnused: 0,
  workAgain: 0,
};

function boundsOf(present: Policy, next: Policy, at: number): Bounds {
  const ms = (days: number | null) => (days === null ? null : days * dayMs);
  const unusedMs = ms(next.deleteUnusedAfterDays);
  return {
    now: at,
    presentMs: ms(present.maxLifetimeDays),
    nextMs: ms(next.maxLifetimeDays),
    unusedSince: unusedMs === null ? null : at - unusedMs,
  };
}

function outsideOf(next: string[] | null, present: string[] | null) {
  const rangesOf = (texts: string[] | null): IpRange[] | undefined =>
    texts?.flatMap((text) => parseIpRange(text) ?? []);
  const [after, before] = [rangesOf(next), rangesOf(present)];
  const allows = (ranges: IpRange[] | undefined, address: string) =>
    ranges === undefined || isInRanges(address, ranges);
  return (address: string) => allows(before, address) && !allows(after, address);
}

function isSame(one: string[] | null, other: string[] | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sumOf<T extends Record<string, number>>(one: T, other: T): T {
  const sums = Object.entries(one).map(([name, value]) => [name, value + (other[name] ?? 0)]);
  return Object.fromEntries(sums) as T;
}
