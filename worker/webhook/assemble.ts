import type { House } from '../assemble.ts';
import { createOutbox } from '../db/outbox.ts';
import { createWebhookStore } from '../db/webhooks.ts';
import { isOnThisMachine, objectionTo } from '../domain/webhook-target.ts';
import type { Site } from '../env.ts';
import { log } from '../log.ts';
import { createSealer } from '../seal.ts';
import { deliverDue } from './deliver.ts';
import { createSend } from './send.ts';
import { createWebhook, type Webhook } from './webhook.ts';

export function webhookOf(house: House, site: Site): Webhook {
  const { db, now, settings } = house;
  return createWebhook({
    site,
    store: createWebhookStore(db, site.id, now),
    outbox: createOutbox(db, site.id, now),
    sealer: createSealer(settings.pepper, settings.previousPepper, 'key of a webhook'),
    send: sendFrom(house, site),
    objectionTo: objectionAt(house, site),
    now,
  });
}

/** Sends what a site has to tell and is due; throws where the database does not answer. */
export function tellNews(house: House, site: Site): Promise<void> {
  const { db, now } = house;
  return deliverDue({
    outbox: createOutbox(db, site.id, now),
    readTarget: webhookOf(house, site).readTarget,
    send: sendFrom(house, site),
    site,
    now,
  });
}

/** While there is a previous pepper. */
export async function renewSeal(house: House, site: Site): Promise<void> {
  if (house.settings.previousPepper !== undefined) await webhookOf(house, site).renewSeal();
}

/** Lets go of what was tried often enough. */
export async function giveUpNews({ db, now }: House, site: Site): Promise<void> {
  const lost = await createOutbox(db, site.id, now).giveUp();
  if (lost > 0) log('warn', 'webhook.given-up', { site: site.id, lost });
}

function sendFrom({ fetch, now, ...house }: House, site: Site) {
  return createSend({ fetch, objectionTo: objectionAt(house, site), now });
}

function objectionAt({ settings }: Pick<House, 'settings'>, site: Site) {
  const ownUrls = settings.sites.flatMap(({ url, origin }) => [url, origin]);
  return (url: string) => objectionTo(url, { ownUrls, allowLoopback: isOnThisMachine(site.url) });
}
