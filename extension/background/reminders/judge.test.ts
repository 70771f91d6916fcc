import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../shared/lifetime.ts';
import { now, token } from '../../ui/screens/fake-worker.ts';
import { horizonDays, judge } from './judge.ts';

const days = [14, 3, 1];
const endsIn = (left: number, id = 't1') =>
  token({ id, expiresAt: new Date(now + left * dayMs).toISOString() });
const ids = (tokens: readonly { id: string }[]) => tokens.map(({ id }) => id);

describe('judge', () => {
  it.each([
    [14.1, undefined],
    [14, 14],
    [3.1, 14],
    [3, 3],
    [1.5, 3],
    [1, 1],
    [0.01, 1],
  ])('of a token that ends in %d days tells for %s', (left, day) => {
    const { near, toTell, told } = judge([endsIn(left)], { days, told: {}, now });
    expect(ids(near)).toEqual(day ? ['t1'] : []);
    expect(ids(toTell)).toEqual(day ? ['t1'] : []);
    expect(told).toEqual(day ? { t1: day } : {});
  });

  it('tells once for each day, and counts it all the while', () => {
    let told: Readonly<Record<string, number>> = {};
    const tellings: number[] = [];
    for (let left = 20; left > 0; left -= 0.5) {
      const verdict = judge([endsIn(left)], { days, told, now });
      if (verdict.toTell.length > 0) tellings.push(left);
      expect(verdict.near).toHaveLength(left <= 14 ? 1 : 0);
      told = verdict.told;
    }
    expect(tellings).toEqual([14, 3, 1]);
  });

  it('tells once where several days have passed meanwhile, and no more for those', () => {
    const first = judge([endsIn(0.5)], { days, told: { t1: 14 }, now });
    expect(ids(first.toTell)).toEqual(['t1']);
    expect(first.told).toEqual({ t1: 1 });
    expect(judge([endsIn(0.4)], { days, told: first.told, now }).toTell).toEqual([]);
  });

  it('says nothing of a token that another has taken the place of, or that never ends', () => {
    const replaced = { ...endsIn(0.5), replacedBy: 't2' };
    const verdict = judge([replaced, token({ expiresAt: null })], { days, told: { t1: 3 }, now });
    expect(verdict).toEqual({ near: [], toTell: [], told: {} });
  });

  it('forgets what is gone, and nothing else', () => {
    const told = { t1: 3, gone: 1 };
    expect(judge([endsIn(2)], { days, told, now }).told).toEqual({ t1: 3 });
  });

  it('tells of nothing again when the days are changed to and fro', () => {
    const told = { t1: 14 };
    expect(horizonDays([3, 1], told)).toBe(14);
    const meanwhile = judge([endsIn(10)], { days: [3, 1], told, now });
    expect(meanwhile).toEqual({ near: [], toTell: [], told });
    expect(judge([endsIn(9)], { days, told: meanwhile.told, now }).toTell).toEqual([]);
  });
});
