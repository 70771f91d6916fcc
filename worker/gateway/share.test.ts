import { beforeEach, describe, expect, it } from 'vitest';
import { createPlaces, createShare, createShares, createTurns, type Share } from './share.ts';

let at = 0;
const now = () => at;
beforeEach(() => {
  at = 1_000_000;
});

/** Takes what is left, and answers how to give each back. */
function takeAll(share: Share): (() => void)[] {
  const taken: (() => void)[] = [];
  while (share.isLeft()) taken.push(share.take());
  return taken;
}

describe('a share', () => {
  it.each([1, 2, 10])(
    'is so many at once (%i) and so many a second, whatever the steps of the clock',
    (atOnce) => {
      for (const stepMs of [1, 7, 100, 1000]) {
        const share = createShare({ perSecond: 10, atOnce }, now);
        let taken = takeAll(share).length;
        expect(taken).toBe(atOnce);
        for (const end = at + 20_000; at < end; at += stepMs) taken += takeAll(share).length;
        expect(taken).toBeLessThanOrEqual(atOnce + 200);
        expect(taken).toBeGreaterThanOrEqual(stepMs > 100 * atOnce ? atOnce : 185);
      }
    },
  );

  it('has no more for being given back late', () => {
    const share = createShare({ perSecond: 10, atOnce: 5 }, now);
    const back = takeAll(share);
    at += 60_000;
    for (const giveBack of back) giveBack();
    expect(takeAll(share).length).toBeLessThanOrEqual(5);
  });

  it('is whole again at once when all is given back', () => {
    const share = createShare({ perSecond: 10, atOnce: 5 }, now);
    for (const giveBack of takeAll(share)) giveBack();
    expect(takeAll(share)).toHaveLength(5);
  });

  it('comes again after a clock that was ahead', () => {
    const share = createShare({ perSecond: 10, atOnce: 5 }, now);
    at += 3_600_000;
    takeAll(share);
    at -= 3_600_000;
    expect(share.isLeft()).toBe(false);
    at += 500;
    expect(takeAll(share)).toHaveLength(5);
  });
});

it('shares are one for each key', () => {
  const of = createShares({ perSecond: 1, atOnce: 2 }, now);
  expect(
    [takeAll(of('a')), takeAll(of('a')), takeAll(of('b'))].map(({ length }) => length),
  ).toEqual([2, 0, 2]);
});

describe('places', () => {
  it('are so many at the same time of each key', () => {
    const of = createPlaces(3, now);
    const [first] = takeAll(of('a'));
    expect([of('a').isLeft(), of('b').isLeft()]).toEqual([false, true]);
    first?.();
    first?.();
    expect(takeAll(of('a'))).toHaveLength(1);
  });

  it('come again when nobody gives them back', () => {
    const of = createPlaces(3, now);
    const [first] = takeAll(of('a'));
    at += 4999;
    expect(of('a').isLeft()).toBe(false);
    at += 1;
    expect(takeAll(of('a'))).toHaveLength(3);
    first?.();
    expect(of('a').isLeft()).toBe(false);
    at -= 3_600_000;
    expect(takeAll(of('a'))).toHaveLength(3);
  });
});

describe('turns', () => {
  let pauses: { ms: number; end: () => void }[] = [];
  beforeEach(() => {
    pauses = [];
  });
  const open = () => createTurns(now, (ms) => new Promise<void>((end) => pauses.push({ ms, end })));

  async function pass(): Promise<void> {
    for (const { end } of pauses.splice(0)) end();
    await new Promise((resolve) => setTimeout(resolve));
  }

  it('come until there is something, a little later each time, and end', async () => {
    const inTurn = open();
    let found: string | undefined;
    const all = Promise.all([inTurn(() => found), inTurn(() => undefined)]);
    const waited: number[] = [];
    for (let i = 0; i < 6; i++) {
      waited.push(...new Set(pauses.map(({ ms }) => ms)));
      if (i === 2) found = 'it';
      await pass();
    }
    expect(await all).toEqual(['it', undefined]);
    expect(waited).toEqual([50, 100, 200, 400, 800]);
  });

  it('are for a thousand at the same time; for more there is what is there at once', async () => {
    const inTurn = open();
    let found: string | undefined;
    const waiting = Array.from({ length: 1000 }, () => inTurn(() => found));
    expect(await inTurn(() => undefined)).toBeUndefined();
    expect(await inTurn(() => 'at once')).toBe('at once');
    found = 'it';
    await pass();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['it']));
    const next = inTurn(() => undefined);
    expect(pauses).toHaveLength(1);
    for (let i = 0; i < 5; i++) await pass();
    expect(await next).toBeUndefined();
  });
});
