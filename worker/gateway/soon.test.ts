import { describe, expect, it } from 'vitest';
import { andThen, orElse } from './soon.ts';

const fail = () => {
  throw new Error('x');
};

describe('andThen', () => {
  it('goes on at once where nothing is to be waited for', () => {
    expect(andThen(1, (value) => value + 1)).toBe(2);
  });

  it('goes on with what a promise brings, and waits for what that begins', async () => {
    await expect(andThen(Promise.resolve(1), (value) => value + 1)).resolves.toBe(2);
    await expect(andThen(1, async (value) => value + 1)).resolves.toBe(2);
    await expect(andThen(Promise.resolve(1), fail)).rejects.toThrow('x');
  });
});

describe('orElse', () => {
  it('answers what has no failure', async () => {
    expect(orElse(() => 1, fail)).toBe(1);
    await expect(orElse(async () => 1, fail)).resolves.toBe(1);
  });

  it('answers for a failure, whether it comes at once or later', async () => {
    const failed = (error: unknown) => (error instanceof Error ? 2 : 3);
    expect(orElse(fail, failed)).toBe(2);
    await expect(orElse(() => Promise.reject(new Error()), failed)).resolves.toBe(2);
  });
});
