import type { Outbox } from '../db/outbox.ts';
import type { AnnouncingSite } from '../domain/announcement-body.ts';
import type { Send, Target } from './send.ts';
import type { NoTarget } from './webhook.ts';

/** In one go at most so many, and none is begun after this time: what runs behind an answer has half a minute in all. */
const maxDeliveries = 20;
const goMs = 15_000;

/** Kept until somebody saves the webhook anew, or it is given up, which the audit tells. */
const unreadable = {
  detail: 'its address and secret were sealed under another TOKEN_PEPPER; save the webhook anew',
  status: null,
};

interface Dependencies {
  outbox: Outbox;
  readTarget: () => Promise<Target | NoTarget>;
  send: Send;
  site: AnnouncingSite;
  now: () => number;
}

/**
 * Sends what is due, the oldest first. After one that failed the others wait for the next go: the receiver is the same. Two
 * goes at once send different ones.
 */
export async function deliverDue({ outbox, readTarget, send, site, now }: Dependencies) {
  const begun = now();
  let target: Target | NoTarget | undefined;
  for (let sent = 0; sent < maxDeliveries && now() - begun < goMs; sent++) {
    const delivery = await outbox.takeNext();
    if (!delivery) return;
    target ??= await readTarget();
    if (target === 'none') return outbox.remove(delivery.seq);
    if (target === 'unreadable') return outbox.noteFailure(delivery.seq, unreadable);
    const outcome = await send(target, delivery, site);
    if (outcome.kind === 'failed') return outbox.noteFailure(delivery.seq, outcome);
    await outbox.remove(delivery.seq);
  }
}
