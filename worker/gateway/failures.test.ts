import { beforeEach, describe, expect, it } from 'vitest';
import { failureKeys } from './failure-keys.ts';
import { createFailures, type Failures, type Query } from './failures.ts';

let at = 0;
beforeEach(() => {
  at = 1_000_000;
});

/** The rate limit binding, as far as it goes: so many of a key in all. */
function limiter(limit: number) {
  const counts = new Map<string, number>();
  return {
    counts,
    async limit({ key }: { key?: string }) {
      const count = (counts.get(key ?? '') ?? 0) + 1;
      counts.set(key ?? '', count);
      return { success: count <= limit };
    },
  };
}

/** That the database answers at once; undefined where there is none now, be it later or never. */
function takeQuery(failures: Failures, ...asked: Parameters<Failures['takeQuery']>) {
  const query: Query | 'never' | 'later' = failures.takeQuery(...asked);
  if (typeof query === 'string') return undefined;
  query.end(true);
  return query;
}

async function overLimit() {
  const failures = createFailures(limiter(2), () => at, 0);
  for (let i = 0; i < 3; i++) await failures.noteFailure(['a']);
  return failures;
}

describe('failures', () => {
  it('are beyond the limit when the limiter says so, for a minute', async () => {
    const failures = createFailures(limiter(2), () => at, 0);
    await failures.noteFailure(['a', 'b']);
    await failures.noteFailure(['a']);
    expect(failures.isBeyondLimit(['a'])).toBe(false);
    await failures.noteFailure(['a']);
    expect(failures.isBeyondLimit(['a', 'x'])).toBe(true);
    expect(failures.isBeyondLimit(['b'])).toBe(false);
    at += 60_000;
    expect(failures.isBeyondLimit(['a'])).toBe(false);
  });

  it('are not counted while their key is beyond the limit, and are again when its minute is over', async () => {
    const counter = limiter(2);
    const failures = createFailures(counter, () => at, 0);
    for (let i = 0; i < 10; i++) await failures.noteFailure(['a']);
    expect(counter.counts.get('a')).toBe(3);
    await failures.noteFailure(['a', 'b']);
    expect([...counter.counts]).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    at += 60_000;
    await failures.noteFailure(['a']);
    expect(counter.counts.get('a')).toBe(4);
    expect(failures.isBeyondLimit(['a'])).toBe(true);
  });

  describe('of thousands of addresses', () => {
    const botnet = Array.from({ length: 1000 }, (_, i) => `bot ${i}`);
    const all = (failures: Failures) =>
      botnet.flatMap((bot) => takeQuery(failures, `hash of ${bot}`, [bot]) ?? []);
    const floodedBy = async (limit: number) => {
      const failures = createFailures(limiter(limit), () => at, 0);
      for (const bot of botnet) await failures.noteFailure([bot]);
      return failures;
    };

    it.each([
      ['within', 60],
      ['beyond', 0],
    ])('share the queries, evenly spread, %s their limits', async (_, limit) => {
      const failures = await floodedBy(limit);
      expect(all(failures)).toHaveLength(100);
      for (let i = 0; i < 10; i++) {
        at += 100;
        expect(all(failures)).toHaveLength(1);
      }
      at += 120_000;
      expect(all(failures)).toHaveLength(1000);
    });

    it('share nothing where they are few', async () => {
      const failures = createFailures(limiter(60), () => at, 0);
      const few = botnet.slice(0, 20);
      for (const bot of few) await failures.noteFailure([bot]);
      const tries = () => few.filter((bot) => takeQuery(failures, `hash ${at++}`, [bot]));
      for (let i = 0; i < 10; i++) expect(tries()).toHaveLength(20);
      await failures.noteFailure(['one more']);
      expect([...Array(10)].flatMap(tries).length).toBeLessThan(120);
    });

    it('look alike where no query is left, whether they need one or not', async () => {
      const failures = await floodedBy(60);
      expect(failures.isQueryRefused(['bot 1'])).toBe(false);
      all(failures);
      expect(failures.isQueryRefused(['bot 1'])).toBe(true);
      expect(failures.isQueryRefused(['elsewhere'])).toBe(false);
    });

    it('are anybody, where they are too many to be told apart, save homes of good tokens', async () => {
      const failures = createFailures(limiter(60), () => at, 0);
      failures.noteGood('192.0.2.1');
      for (let i = 0; i < 12_000; i++) await failures.noteFailure([`bot ${i}`]);
      const queries = (many: number, of: (i: number) => string) =>
        Array.from({ length: many }, (_, i) =>
          takeQuery(failures, `hash ${at} ${i}`, [of(i)]),
        ).filter(Boolean).length;
      expect(queries(12_000, (i) => `bot ${i}`)).toBe(100);
      expect(queries(12_000, (i) => `new ${i}`)).toBe(0);
      expect(queries(150, () => 'address c0000201')).toBe(150);
      at += 119_000;
      expect(queries(12_000, (i) => `new ${i}`)).toBe(100);
      at += 60_000;
      expect(queries(12_000, (i) => `new ${i}`)).toBe(12_000);
    });

    it('take none from others', async () => {
      const failures = await floodedBy(60);
      all(failures);
      takeQuery(failures, 'good', ['elsewhere'])?.notePass();
      expect(takeQuery(failures, 'good', ['bot 1'])).toBeDefined();
    });

    it('share those alone that find nothing', async () => {
      const failures = await floodedBy(60);
      for (const query of all(failures)) query.notePass();
      expect(all(failures)).toHaveLength(200);
    });

    it('have one of their own a second, where good tokens came from there', async () => {
      const failures = createFailures(limiter(60), () => at, 0);
      const home = 'address c0000201';
      failures.noteGood('192.0.2.1');
      for (const bot of [...botnet, home]) await failures.noteFailure([bot]);
      all(failures);
      const tries = (bot: string) =>
        Array.from({ length: 30 }, () => takeQuery(failures, 'h', [bot])).filter(Boolean).length;
      const own = tries(home);
      expect([own, tries('bot 1')]).toEqual([own, 0]);
      expect(own).toBeLessThanOrEqual(10);
      expect(own).toBeGreaterThan(5);
      at += 1000;
      all(failures);
      expect([tries(home), tries('bot 1')]).toEqual([1, 0]);
      at += 3_600_000;
      for (const bot of [...botnet, home]) await failures.noteFailure([bot]);
      all(failures);
      expect(tries(home)).toBe(0);
    });

    /** Addresses of a /64 each, in this network and below. */
    const in56 = (i: number) => `2001:db8:1:${(i % 256).toString(16)}::1`;
    const in48 = (i: number) => `2001:db8:1:${i.toString(16)}::1`;
    const in32 = (i: number) => `2001:db8:${i.toString(16)}::1`;

    it.each([
      ['/56', 20, in56, '2001:db8:1:100::1'],
      ['/48', 256, (i: number) => in48((i % 256) * 256 + (i >> 8)), '2001:db8:2::1'],
      ['/32', 500, in32, '2001:db9::1'],
    ])(
      'are those of one %s, of which more than %i failed',
      async (_, few, addressOf, neighbour) => {
        const failures = createFailures(limiter(60), () => at, 0);
        let queries = 0;
        const tryFrom = async (address: string) => {
          const keys = failureKeys('jira', address, undefined);
          const query = takeQuery(failures, `hash of ${address}`, keys);
          if (query) queries++;
          await failures.noteFailure(keys);
        };
        for (let i = 0; i < 12_000; i++) await tryFrom(addressOf(i));
        expect(queries).toBe(few + 1 + 100);
        await tryFrom(neighbour);
        expect(queries).toBe(few + 1 + 100 + 1);
      },
    );

    it('are not all of a network where few failed, nor homes in it', async () => {
      const failures = createFailures(limiter(60), () => at, 0);
      const queryFrom = (text: string) =>
        takeQuery(failures, `hash of ${text}`, failureKeys('', text, undefined));
      for (let i = 0; i < 21; i++) await failures.noteFailure(failureKeys('', in32(i), undefined));
      for (let i = 0; i < 300; i++) expect(queryFrom(in32(1000 + i))).toBeDefined();
      failures.noteGood('2001:db8:1:ff::1');
      for (let i = 0; i < 150; i++) await failures.noteFailure(failureKeys('', in56(i), undefined));
      for (let i = 0; i < 300; i++) queryFrom(in56(i % 200));
      expect(queryFrom('2001:db8:1:fe::1')).toBeUndefined();
      for (let i = 0; i < 100; i++) expect(queryFrom('2001:db8:1:ff::2')).toBeDefined();
    });

    it('are not so many for being all of one provider that others are taken for them', async () => {
      const failures = createFailures(limiter(60), () => at, 0);
      for (let i = 0; i < 40_000; i++)
        await failures.noteFailure(
          failureKeys('', `2001:db${i % 8}:${(i >> 3).toString(16)}::`, undefined),
        );
      for (let i = 0; i < 1000; i++)
        expect(takeQuery(failures, `h ${i}`, [`elsewhere ${i}`])).toBeDefined();
    });

    it('are so in the minute after, too', async () => {
      const failures = await floodedBy(60);
      at += 60_000;
      expect(all(failures)).toHaveLength(100);
    });

    it('may have five hundred queries that wait, unless good tokens came from there', async () => {
      const failures = createFailures(limiter(60), () => at, 0);
      failures.noteGood('192.0.2.1');
      const waiting = Array.from({ length: 600 }, (_, i) =>
        failures.takeQuery(`h ${i}`, [`bot ${i}`]),
      );
      expect(waiting.filter((query) => query === 'later')).toHaveLength(100);
      expect(failures.takeQuery('h', ['address c0000201'])).not.toBe('later');
      const [first] = waiting;
      if (typeof first === 'object') first.end(true);
      expect(failures.takeQuery('h', ['another'])).not.toBe('later');
    });

    it('may have five each that wait, where they are new, and two hundred where good tokens came from', async () => {
      const failures = await floodedBy(60);
      failures.noteGood('192.0.2.1');
      const tries = (address: string) =>
        Array.from({ length: 300 }, (_, i) => failures.takeQuery(`h ${i}`, [address])).filter(
          (query) => query !== 'later',
        );
      for (let i = 0; i < 50; i++) expect(tries(`new ${i}`)).toHaveLength(5);
      expect(tries('address c0000201')).toHaveLength(200);
    });

    it('are forgotten, and share again, when a clock that was ahead is put right', async () => {
      const failures = await floodedBy(60);
      at += 3_600_000;
      for (const bot of botnet) await failures.noteFailure([bot]);
      all(failures);
      at -= 3_600_000;
      for (const bot of botnet) await failures.noteFailure([bot]);
      expect(all(failures)).toHaveLength(0);
      at += 11_000;
      expect(all(failures)).toHaveLength(100);
      at += 130_000;
      expect(all(failures)).toHaveLength(1000);
    });

    it('gain nothing by tokens that cost them no share', async () => {
      const failures = await floodedBy(60);
      const [first] = all(failures);
      first?.notePass();
      for (let i = 0; i < 100; i++)
        takeQuery(failures, `hash of ${botnet[0]}`, ['bot 0'])?.notePass();
      expect(all(failures)).toHaveLength(1 + 1);
    });
  });

  it('beyond the limit are news once a second for each address', () => {
    const failures = createFailures(limiter(0), () => at, 0);
    const news = (address: string) => failures.isNews([address, 'user']);
    expect([news('a'), news('a'), news('b'), news('b')]).toEqual([true, false, true, false]);
    at += 1000;
    expect([news('a'), news('a')]).toEqual([true, false]);
  });

  it('beyond the limit are news ten times a second, whatever the addresses', () => {
    const failures = createFailures(limiter(0), () => at, 0);
    const news = () => Array.from({ length: 1000 }, (_, i) => failures.isNews([`bot ${i}`]));
    expect(news().filter(Boolean)).toHaveLength(10);
    at += 1000;
    expect(news().filter(Boolean)).toHaveLength(10);
  });

  it('limit nobody where the limiter does not answer', async () => {
    const broken = { limit: () => Promise.reject(new Error('down')) };
    const failures = createFailures(broken, () => at, 0);
    await failures.noteFailure(['a']);
    expect(failures.isBeyondLimit(['a'])).toBe(false);
  });

  it('beyond the limit get one query a second in vain for an address, ten at once', async () => {
    const failures = await overLimit();
    const tries = () =>
      Array.from({ length: 100 }, (_, i) => takeQuery(failures, `h${i}`, ['a']) ?? []).flat();
    expect(tries()).toHaveLength(10);
    expect(tries()).toHaveLength(0);
    at += 1000;
    expect(tries()).toHaveLength(1);
    at += 10_000;
    for (const query of tries()) query.notePass();
    expect(tries()).toHaveLength(10 + 10);
  });

  it('may have two hundred that wait for their answers, those of a client that went away among them', async () => {
    const failures = createFailures(limiter(2), () => at, 0);
    let i = 0;
    const take = () => failures.takeQuery(`h${i++}`, ['a']);
    const waiting = Array.from({ length: 200 }, take);
    expect(take()).toBe('later');
    expect(takeQuery(failures, 'h', ['b'])).toBeDefined();
    for (const query of waiting.slice(0, 50)) if (typeof query === 'object') query.end(true);
    const more = Array.from({ length: 51 }, take);
    expect(more.filter((query) => query === 'later')).toHaveLength(1);
    at += 5000;
    const afterwards = Array.from({ length: 201 }, take);
    expect(afterwards.filter((query) => query === 'later')).toHaveLength(1);
  });

  it('are not judged while the database does not answer, save those beyond the limit', async () => {
    const failures = await overLimit();
    const bots = Array.from({ length: 500 }, (_, i) => `bot ${i}`);
    for (const bot of bots) takeQuery(failures, `h ${bot}`, [bot])?.end(false);
    let asked = 0;
    const tryAll = () => {
      for (const bot of bots) {
        const query = takeQuery(failures, `other ${bot}`, [bot]);
        if (query) asked++;
      }
    };
    expect(tryAll).toThrow('the database is behind');
    expect(asked).toBe(100);
    for (let i = 0; i < 10; i++) takeQuery(failures, `h${i}`, ['a']);
    expect(takeQuery(failures, 'h', ['a'])).toBeUndefined();
    at += 5000;
    asked = 0;
    tryAll();
    expect(asked).toBe(50);
  });

  it('of a user name take no query from another address', async () => {
    const failures = createFailures(limiter(0), () => at, 0);
    await failures.noteFailure(['attacker', 'alice']);
    for (let i = 0; i < 100; i++) takeQuery(failures, `h${i}`, ['attacker', 'alice']);
    expect(takeQuery(failures, 'good', ['attacker', 'alice'])).toBeUndefined();
    expect(takeQuery(failures, 'good', ['elsewhere', 'alice'])).toBeDefined();
  });

  it('within the limit all get one', () => {
    const failures = createFailures(limiter(2), () => at, 0);
    for (let i = 0; i < 100; i++) expect(takeQuery(failures, `h${i}`, ['a'])).toBeDefined();
  });

  it('do not keep a token back that was found before', async () => {
    const failures = createFailures(limiter(2), () => at, 0);
    takeQuery(failures, 'good', ['elsewhere'])?.notePass();
    for (let i = 0; i < 3; i++) await failures.noteFailure(['a']);
    for (let i = 0; i < 100; i++) expect(takeQuery(failures, 'good', ['a'])).toBeDefined();
    at += 3_600_000;
    await failures.noteFailure(['a']);
    for (let i = 0; i < 10; i++) takeQuery(failures, `bad ${i}`, ['a']);
    expect(takeQuery(failures, 'good', ['a'])).toBeUndefined();
  });

  it('do not keep back a token whose row was in memory for long', async () => {
    const day = 86_400_000;
    const failures = createFailures(limiter(0), () => at, day);
    takeQuery(failures, 'good', ['a'])?.notePass();
    at += day + 1000;
    await failures.noteFailure(['a']);
    for (let i = 0; i < 10; i++) takeQuery(failures, `bad ${i}`, ['a']);
    expect(takeQuery(failures, 'good', ['a'])).toBeDefined();
  });

  it('keep a token back that was found before and is gone', async () => {
    const failures = await overLimit();
    takeQuery(failures, 'good', ['a'])?.notePass();
    for (let i = 0; i < 20; i++) expect(takeQuery(failures, 'good', ['a'])).toBeDefined();
    takeQuery(failures, 'good', ['a'])?.noteGone();
    const tries = Array.from({ length: 20 }, () => takeQuery(failures, 'good', ['a']));
    expect(tries.filter(Boolean)).toHaveLength(10);
  });
});
