import { describe, expect, it } from 'vitest';
import { Busy, createRetry } from './retry.ts';

describe('retry', () => {
  it('returns the first result without a pause', async () => {
    const retry = createRetry(() => expect.fail('paused'));
    expect(await retry(() => 'done')).toBe('done');
  });

  it('repeats the attempt every 50 ms until it returns something', async () => {
    const pauses: number[] = [];
    const retry = createRetry(async (ms) => void pauses.push(ms));
    let attempts = 0;
    expect(await retry(() => (++attempts === 3 ? 'done' : undefined))).toBe('done');
    expect(pauses).toEqual([50, 50]);
  });

  it('throws Busy after 2 s', async () => {
    let paused = 0;
    const retry = createRetry(async (ms) => {
      paused += ms;
    });
    await expect(retry(() => undefined)).rejects.toBeInstanceOf(Busy);
    expect(paused).toBe(2000);
  });

  it('passes the error of an attempt on', async () => {
    const retry = createRetry(async () => undefined);
    const fail = () => {
      throw new Error('broken');
    };
    await expect(retry(fail)).rejects.toThrow('broken');
  });
});
