import * as v from 'valibot';
import { browser } from 'wxt/browser';
import type { SiteUrl } from '../../sites.ts';

const SiteMemory = v.object({
  /** Ids of the tokens on the badge. */
  near: v.array(v.string()),
  /** By user key, since a browser may be logged in as one and then another: token id -> days before its end. */
  told: v.record(v.string(), v.record(v.string(), v.number())),
});
export type SiteMemory = v.InferOutput<typeof SiteMemory>;

const Memory = v.object({
  /** When the sites were last asked; an instant. */
  lookedAt: v.number(),
  sites: v.record(v.string(), SiteMemory),
});
export type Memory = v.InferOutput<typeof Memory>;

/** In the extension's own storage: ids and numbers, no text of any token. Written by the reminders alone. */
const item = 'reminders';

export async function readMemory(): Promise<Memory> {
  const { [item]: stored } = await browser.storage.local.get(item);
  return v.is(Memory, stored) ? stored : { lookedAt: 0, sites: {} };
}

export async function writeMemory(memory: Memory): Promise<void> {
  await browser.storage.local.set({ [item]: memory });
}

export function memoryOf({ sites }: Memory, site: SiteUrl): SiteMemory {
  return sites[site] ?? { near: [], told: {} };
}
