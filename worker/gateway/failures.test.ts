import { beforeEach, describe, expect, it } from 'vitest';
import { createFailures, failureKeys } from './failures.ts';

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

  it('of thousands of addresses share the queries of a second, and take none from others', async () => {
    const failures = createFailures(limiter(60), () => at);
    const botnet = Array.from({ length: 1000 }, (_, i) => `bot ${i}`);
    for (const bot of botnet) await failures.noteFailure([bot]);
    const asked = () => botnet.filter((bot) => failures.mayQuery(`hash of ${bot}`, [bot])).length;
    expect(asked()).toBe(100);
    expect(failures.mayQuery('good', ['elsewhere'])).toBe(true);
    failures.noteFound('good');
    expect(failures.mayQuery('good', ['bot 1'])).toBe(true);
    at += 1000;
    expect(asked()).toBe(100);
    at += 60_000;
    expect(asked()).toBe(1000);
  });

  it('beyond the limit are news once a second for each address', () => {
    const failures = createFailures(limiter(0), () => at);
    const news = (address: string) => failures.isNews([address, 'user']);
    expect([news('a'), news('a'), news('b'), news('b')]).toEqual([true, false, true, false]);
    at += 1000;
    expect([news('a'), news('a')]).toEqual([true, false]);
  });

  it('limit nobody where the limiter does not answer', async () => {
    const broken = { limit: () => Promise.reject(new Error('down')) };
    const failures = createFailures(broken, () => at);
    await failures.noteFailure(['a']);
    expect(failures.isBeyondLimit(['a'])).toBe(false);
  });

  it('beyond the limit get one query a second for an address', async () => {
    const failures = await overLimit();
    const tries = () => Array.from({ length: 100 }, (_, i) => failures.mayQuery(`h${i}`, ['a']));
    expect(tries().filter(Boolean)).toHaveLength(1);
    at += 1000;
    expect(tries().filter(Boolean)).toHaveLength(1);
  });

  it('of a user name take no query from another address', async () => {
    const failures = createFailures(limiter(0), () => at);
    await failures.noteFailure(['attacker', 'alice']);
    for (let i = 0; i < 100; i++) failures.mayQuery(`h${i}`, ['attacker', 'alice']);
    expect(failures.mayQuery('good', ['attacker', 'alice'])).toBe(false);
    expect(failures.mayQuery('good', ['elsewhere', 'alice'])).toBe(true);
  });

  it('within the limit all get one', () => {
    const failures = createFailures(limiter(2), () => at);
    for (let i = 0; i < 100; i++) expect(failures.mayQuery(`h${i}`, ['a'])).toBe(true);
  });

  it('do not keep a token back that was found before', async () => {
    const failures = await overLimit();
    failures.noteFound('good');
    for (let i = 0; i < 100; i++) expect(failures.mayQuery('good', ['a'])).toBe(true);
    at += 3_600_000;
    await failures.noteFailure(['a']);
    failures.mayQuery('bad', ['a']);
    expect(failures.mayQuery('good', ['a'])).toBe(false);
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
