import { createRandom } from '../million/random.ts';
import { openLocation } from './location.ts';

/** As many as Cloudflare has cities. */
const locations = 330;
const revokedAt = 60_000;
const stepMs = 100;

/** Simulates a token in use everywhere that is revoked; the times are those of a clock of its own. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const number = (name: string) => Number(searchParams.get(name));
    return Response.json(await lastPassed(number('cache'), number('lag')));
  },
};

/** Seconds from the revocation to the last request that passed anywhere; each location asks at moments of its own. */
async function lastPassed(cacheSeconds: number, lagSeconds: number): Promise<number> {
  const random = createRandom(1);
  let clock = 0;
  const places = Array.from({ length: locations }, (_, i) => ({
    passes: openLocation({
      now: () => clock,
      state: (moment) => moment < revokedAt,
      // The first is as late as any may be, the others anywhere below.
      lag: 1000 * lagSeconds * (i === 0 ? 1 : random()),
      cacheSeconds,
    }),
    next: random() * 20_000,
  }));
  let last = 0;
  const end = revokedAt + 2000 * (cacheSeconds + lagSeconds) + 10_000;
  for (clock = 0; clock < end; clock += stepMs) {
    for (const place of places) {
      if (clock < place.next) continue;
      place.next = clock + random() * 2000;
      if (await place.passes()) last = clock;
    }
  }
  if (last < revokedAt - 2 * stepMs) throw new Error('it did not pass before it was revoked');
  return Math.max(0, last - revokedAt) / 1000;
}
