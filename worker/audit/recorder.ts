import type { NewEvent, SampledEvent } from '../domain/audit.ts';
import { errorFacts, log } from '../log.ts';
import type { Analytics } from './analytics.ts';
import type { Throttle } from './throttle.ts';

/** Takes an event; what it answers goes on in the background (`waitUntil`), and there may be nothing to go on. */
export type Record = (event: SampledEvent) => Promise<void> | undefined;

interface Dependencies {
  take: Throttle;
  write: (event: NewEvent) => Promise<unknown>;
  /** Where the operator bound a data set: all events, also those that the database does not get. */
  analytics: Analytics | undefined;
}

/** For events that accompany no change: whatever becomes of them, the request they tell of is answered as it would be. */
export function createRecorder({ take, write, analytics }: Dependencies): Record {
  function note(event: SampledEvent): Promise<unknown> | undefined {
    analytics?.(event);
    const omitted = take(event.site, event.action, samenessOf(event));
    if (omitted === undefined) return undefined;
    return write({ ...event, details: { ...event.details, omitted } } as NewEvent);
  }

  return (event) => {
    const failed = (error: unknown) =>
      log('error', 'audit.not-written', {
        site: event.site,
        action: event.action,
        requestId: event.requestId,
        ...errorFacts(error),
      });
    try {
      return note(event)?.then(() => undefined, failed);
    } catch (error) {
      failed(error);
      return undefined;
    }
  };
}

/** The same person or token, from the same address, for the same reason. */
function samenessOf({ tokenId, by, address, details }: SampledEvent): string {
  return JSON.stringify([tokenId ?? by?.key ?? by?.name, address, details]);
}
