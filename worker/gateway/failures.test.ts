import { beforeEach, describe, expect, it } from 'vitest';
import { createFailures, type Failures, failureKeys } from './failures.ts';

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

async function overLimit() {
  const failures = createFailures(limiter(2), () => at);
  for (let i = 0; i < 3; i++) await failures.noteFailure(['a']);
  return failures;
}

describe('failures', () => {
  it('are beyond the limit when the limiter says so, for a minute', async () => {
    const failures = createFailures(limiter(2), () => at);
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
    const failures = createFailures(counter, () => at);
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
      botnet.flatMap((bot) => failures.takeQuery(`hash of ${bot}`, [bot]) ?? []);
    const floodedBy = async (limit: number) => {
      const failures = createFailures(limiter(limit), () => at);
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
      const failures = createFailures(limiter(60), () => at);
      const few = botnet.slice(0, 20);
      for (const bot of few) await failures.noteFailure([bot]);
      const tries = () => few.filter((bot) => failures.takeQuery(`hash ${at++}`, [bot]));
      for (let i = 0; i < 10; i++) expect(tries()).toHaveLength(20);
      await failures.noteFailure(['one more']);
      expect([...Array(10)].flatMap(tries).length).toBeLessThan(120);
    });

    it('look alike where no query is left, whether they need one or not', async () => {
      const failures = await floodedBy(60);
      expect(failures.isBeyondLimit(['bot 1'])).toBe(false);
      all(failures);
      expect(failures.isBeyondLimit(['bot 1'])).toBe(true);
      expect(failures.isBeyondLimit(['elsewhere'])).toBe(false);
    });

    it('are forgotten but for the last ones, where there are very many', async () => {
      const failures = createFailures(limiter(60), () => at);
      const query = (i: number) => failures.takeQuery(`hash ${i}`, [`bot ${i}`]);
      for (let i = 0; i < 12_000; i++) await failures.noteFailure([`bot ${i}`]);
      for (let i = 0; i < 1000; i++) expect(query(i)).toBeDefined();
      const last = Array.from({ length: 1000 }, (_, i) => query(11_000 + i));
      expect(last.filter(Boolean)).toHaveLength(100);
    });

    it('take none from others', async () => {
      const failures = await floodedBy(60);
      all(failures);
      failures.takeQuery('good', ['elsewhere'])?.noteFound();
      expect(failures.takeQuery('good', ['bot 1'])).toBeDefined();
    });

    it('share those alone that find nothing', async () => {
      const failures = await floodedBy(60);
      for (const query of all(failures)) query.noteFound();
      expect(all(failures)).toHaveLength(200);
    });

    it('gain nothing by tokens that cost them no share', async () => {
      const failures = await floodedBy(60);
      const [first] = all(failures);
      first?.noteFound();
      for (let i = 0; i < 100; i++)
        failures.takeQuery(`hash of ${botnet[0]}`, ['bot 0'])?.noteFound();
      expect(all(failures)).toHaveLength(1 + 1);
    });
  });

  it('beyond the limit are news once a second for each address', () => {
    const failures = createFailures(limiter(0), () => at);
    const news = (address: string) => failures.isNews([address, 'user']);
    expect([news('a'), news('a'), news('b'), news('b')]).toEqual([true, false, true, false]);
    at += 1000;
    expect([news('a'), news('a')]).toEqual([true, false]);
  });

  it('beyond the limit are news ten times a second, whatever the addresses', () => {
    const failures = createFailures(limiter(0), () => at);
    const news = () => Array.from({ length: 1000 }, (_, i) => failures.isNews([`bot ${i}`]));
    expect(news().filter(Boolean)).toHaveLength(10);
    at += 1000;
    expect(news().filter(Boolean)).toHaveLength(10);
  });

  it('limit nobody where the limiter does not answer', async () => {
    const broken = { limit: () => Promise.reject(new Error('down')) };
    const failures = createFailures(broken, () => at);
    await failures.noteFailure(['a']);
    expect(failures.isBeyondLimit(['a'])).toBe(false);
  });

  it('beyond the limit get one query a second for an address', async () => {
    const failures = await overLimit();
    const tries = () => Array.from({ length: 100 }, (_, i) => failures.takeQuery(`h${i}`, ['a']));
    expect(tries().filter(Boolean)).toHaveLength(1);
    at += 1000;
    expect(tries().filter(Boolean)).toHaveLength(1);
  });

  it('of a user name take no query from another address', async () => {
    const failures = createFailures(limiter(0), () => at);
    await failures.noteFailure(['attacker', 'alice']);
    for (let i = 0; i < 100; i++) failures.takeQuery(`h${i}`, ['attacker', 'alice']);
    expect(failures.takeQuery('good', ['attacker', 'alice'])).toBeUndefined();
    expect(failures.takeQuery('good', ['elsewhere', 'alice'])).toBeDefined();
  });

  it('within the limit all get one', () => {
    const failures = createFailures(limiter(2), () => at);
    for (let i = 0; i < 100; i++) expect(failures.takeQuery(`h${i}`, ['a'])).toBeDefined();
  });

  it('do not keep a token back that was found before', async () => {
    const failures = createFailures(limiter(2), () => at);
    failures.takeQuery('good', ['elsewhere'])?.noteFound();
    for (let i = 0; i < 3; i++) await failures.noteFailure(['a']);
    for (let i = 0; i < 100; i++) expect(failures.takeQuery('good', ['a'])).toBeDefined();
    at += 3_600_000;
    await failures.noteFailure(['a']);
    failures.takeQuery('bad', ['a']);
    expect(failures.takeQuery('good', ['a'])).toBeUndefined();
  });
});

describe('failureKeys', () => {
  const address = (text: string) => failureKeys('jira', text, undefined)[0];
  const user = (text: string, site = 'jira') => failureKeys(site, '192.0.2.1', text)[1];

  it('are the address and, where there is one, the user name', () => {
    expect(failureKeys('jira', '192.0.2.1', undefined)).toHaveLength(1);
    expect(failureKeys('jira', '192.0.2.1', 'alice')).toHaveLength(2);
  });

  it('are one for every IPv6 address of a /64', () => {
    const one = address('2001:db8:1:2::1');
    expect(address('2001:0DB8:0001:0002:ffff:ffff:ffff:ffff')).toBe(one);
    expect(address('2001:db8:1:2:0:0:192.0.2.1')).toBe(one);
    expect(address('2001:db8:1:3::1')).not.toBe(one);
    expect(address('2001:db8::1')).toBe(address('2001:db8:0:0:1:2:3:4'));
    expect(address('2001:db8::1:2:3:4:5')).toBe(address('2001:db8:0:1::'));
    expect(address('::1')).toBe(address('0:0:0:0:5:6:7:8'));
    expect(address('::1')).not.toBe(address('1::'));
    expect(address('1::')).toBe(address('1:0:0:0:5:6:7:8'));
    expect(address('192.0.2.1')).not.toBe(address('192.0.2.2'));
  });

  it('are one for every spelling of a name', () => {
    for (const spelled of [
      'ALICE',
      ' alice ',
      'ａｌｉｃｅ',
      'al\u200bice',
      'álice',
      'a\u0301lice',
      'alıce',
      'ALİCE',
    ])
      expect(user(spelled), spelled).toBe(user('alice'));
    expect(user('bob')).not.toBe(user('alice'));
  });

  it('are apart for two sites', () => {
    expect(user('alice', 'wiki')).not.toBe(user('alice'));
  });

  it('are bounded in length', () => {
    expect(user('a'.repeat(100_000))?.length).toBeLessThan(400);
  });
});
