import { beforeEach, describe, expect, it } from 'vitest';
import { createLogLimit } from './log-limit.ts';

let at = 0;
beforeEach(() => {
  at = 1000;
});
const createLimit = () => createLogLimit({ perSecond: 10, burst: 3, now: () => at });

describe('a limit on log lines', () => {
  it('lets a burst through, then so many a second', () => {
    const takeLine = createLimit();
    const taken = () => Array.from({ length: 5 }, takeLine).filter(Boolean).length;
    expect(taken()).toBe(3);
    at += 99;
    expect(taken()).toBe(0);
    at += 101;
    expect(taken()).toBe(2);
    at += 60_000;
    expect(taken()).toBe(3);
  });

  it('says how many lines were left out since the last one', () => {
    const takeLine = createLimit();
    for (let i = 0; i < 3; i++) expect(takeLine()).toEqual({ omitted: 0 });
    for (let i = 0; i < 7; i++) expect(takeLine()).toBeUndefined();
    at += 1000;
    expect(takeLine()).toEqual({ omitted: 7 });
    expect(takeLine()).toEqual({ omitted: 0 });
  });

  it('does not stop if the clock is put back', () => {
    const takeLine = createLimit();
    for (let i = 0; i < 3; i++) takeLine();
    at -= 3_600_000;
    expect(takeLine()).toBeUndefined();
    at += 100;
    expect(takeLine()).toBeDefined();
  });
});
