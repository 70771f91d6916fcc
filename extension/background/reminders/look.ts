import type { Token } from '../../../shared/contract/token.ts';
import type { Call } from '../../api.ts';
import type { SiteUrl } from '../../sites.ts';
import { askForEnding, askWho } from './ask-site.ts';
import { horizonDays, judge } from './judge.ts';
import { type Memory, memoryOf } from './memory.ts';

export interface Look {
  site: SiteUrl;
  call: Call;
  days: readonly number[];
  now: number;
  /** False: only the badge is brought up to date, and whoever is to be told of is told at the next look. */
  mayTell: boolean;
}

/** What a site says now, as the memory has it afterwards; undefined where nobody is logged in, or nothing answers. */
export async function look(
  { site, call, days, now, mayTell }: Look,
  memory: Memory,
): Promise<{ memory: Memory; toTell: Token[] } | undefined> {
  const user = await askWho(call);
  if (user === undefined) return undefined;
  const before = memoryOf(memory, site);
  const told = before.told[user] ?? {};
  const tokens = await askForEnding(call, now, horizonDays(days, told));
  if (!tokens) return undefined;
  const verdict = judge(tokens, { days, told, now });
  const near = verdict.near.map(({ id }) => id);
  const after = mayTell
    ? { near, told: { ...before.told, [user]: verdict.told } }
    : { near, told: before.told };
  return {
    memory: { ...memory, sites: { ...memory.sites, [site]: after } },
    toTell: mayTell ? verdict.toTell : [],
  };
}
