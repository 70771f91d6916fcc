import { createRandom } from '../million/random.ts';
import { openLocation } from './location.ts';

/** The number of Cloudflare's cities. */
const locations = 330;
const revokedAt = 60_000;
const stepMs = 100;

/** Simulates the revocation of a token that is in use everywhere, on a simulated clock. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const number = (name: string) => Number(searchParams.get(name));
    return Response.json(await lastPassed(number('cache'), number('lag')));
  },
};

/** Seconds from the revocation to the last request that passed anywhere. Locations send requests at random times. */
async function lastPassed(cacheSeconds: number, lagSeconds: number) {
  const random = createRandom(1);
  let clock = 0;
  const cacheMs = 1000 * cacheSeconds;
  const lagMs = 1000 * lagSeconds;
  const placeWith = (lag: number, next: number, pauseMs: () => number) => ({
    passes: openLocation({
      now: () => clock,
      state: (moment) => moment < revokedAt,
      lag,
      cacheSeconds,
    }),
    next,
    pauseMs,
  });
  // The first location has the maximum lag and sends requests all the time. It reads the row just before it disappears there.
  const lastRead = revokedAt + lagMs - stepMs;
  const places = [
    placeWith(lagMs, cacheMs === 0 ? 0 : lastRead % cacheMs, () => 0),
    ...Array.from({ length: locations - 1 }, () =>
      placeWith(lagMs * random(), random() * 20_000, () => random() * 2000),
    ),
  ];
  let last = 0;
  const end = revokedAt + 2000 * (cacheSeconds + lagSeconds) + 10_000;
  for (clock = 0; clock < end; clock += stepMs) {
    for (const place of places) {
      if (clock < place.next) continue;
      place.next = clock + place.pauseMs();
      if (await place.passes()) last = clock;
    }
  }
  if (last < revokedAt - 2 * stepMs) throw new Error('it did not pass before it was revoked');
  return { locations, seconds: Math.max(0, last - revokedAt) / 1000 };
}
