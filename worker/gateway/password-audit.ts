import type { BlockedPassword } from '../domain/token.ts';
import { createLru } from '../lru.ts';

/** One event a minute for the same name from the same address, and so many in all: a storm must not fill the database. */
const minuteMs = 60_000;
const eventsPerMinute = 30;

/** Passes on those that the audit shall have; undefined where this one is one too many. */
export function createPasswordAudit(
  write: (blocked: BlockedPassword) => Promise<void>,
  now: () => number,
): (blocked: BlockedPassword) => Promise<void> | undefined {
  const written = createLru<string, number>(1000);
  let window = { minute: 0, events: 0 };

  return (blocked) => {
    const minute = Math.floor(now() / minuteMs);
    if (window.minute !== minute) window = { minute, events: 0 };
    const key = `${blocked.site} ${blocked.address} ${blocked.userName}`;
    if (written.get(key) === minute || window.events >= eventsPerMinute) return undefined;
    written.set(key, minute);
    window.events++;
    return write(blocked);
  };
}
