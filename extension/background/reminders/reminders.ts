import { browser } from 'wxt/browser';
import { createCall } from '../../api.ts';
import { readSites, urlsOf } from '../../configured-sites.ts';
import { hasAccess } from '../../host-access.ts';
import { type ReminderSettings, readReminderSettings } from '../../reminder-settings.ts';
import type { SiteUrl } from '../../sites.ts';
import { showBadge } from './badge.ts';
import { look } from './look.ts';
import { readMemory, writeMemory } from './memory.ts';
import { notify } from './notification.ts';

let previous: Promise<unknown> = Promise.resolve();

/** One at a time: each reads the memory and writes it. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const done = previous.then(work);
  previous = done.catch(() => undefined);
  return done;
}

/** The daily look: tells of every token whose day has come. */
export function remind(): Promise<void> {
  return inTurn(async () => {
    const settings = await readReminderSettings();
    await writeMemory({ ...(await readMemory()), lookedAt: Date.now() });
    if (settings.isOn) await lookAt(urlsOf(await readSites()), settings, true);
    await drawBadge(settings);
  });
}

/** Brings the badge up to date, for one site or all, and tells of nothing. */
export function refresh(site?: SiteUrl): Promise<void> {
  return inTurn(async () => {
    const settings = await readReminderSettings();
    const sites = urlsOf(await readSites());
    if (settings.isOn) await lookAt(site ? sites.filter((one) => one === site) : sites, settings);
    await drawBadge(settings);
  });
}

/** Draws the badge as it was: browsers forget it when they are closed. */
export function restoreBadge(): Promise<void> {
  return inTurn(async () => drawBadge(await readReminderSettings()));
}

async function lookAt(
  sites: readonly SiteUrl[],
  { days }: ReminderSettings,
  mayTell = false,
): Promise<void> {
  const { version } = browser.runtime.getManifest();
  for (const site of sites) {
    if (!(await hasAccess(site))) continue;
    const call = createCall(site, version, (...request) => fetch(...request));
    const now = Date.now();
    const seen = await look({ site, call, days, now, mayTell }, await readMemory());
    if (!seen) continue;
    // Kept before anybody is told: a reminder may get lost, but none comes twice.
    await writeMemory(seen.memory);
    for (const token of seen.toTell) await notify(site, token, now);
  }
}

async function drawBadge({ isOn }: ReminderSettings): Promise<void> {
  const memory = await readMemory();
  const known = new Set<string>(urlsOf(await readSites()));
  const sites = Object.fromEntries(Object.entries(memory.sites).filter(([url]) => known.has(url)));
  if (Object.keys(sites).length < Object.keys(memory.sites).length) {
    await writeMemory({ ...memory, sites });
  }
  const counts = Object.values(sites).map(({ near }) => near.length);
  await showBadge(isOn ? counts.reduce((sum, count) => sum + count, 0) : 0);
}
