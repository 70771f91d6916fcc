import { describe, expect, it } from 'vitest';
import { failureKeys, networksOf } from './failure-keys.ts';

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

  it('are those of IPv4 for IPv4 in IPv6, and one for all that is no address', () => {
    expect(address('::ffff:192.0.2.1')).toBe(address('192.0.2.1'));
    expect(address('::ffff:192.0.2.1')).not.toBe(address('::ffff:198.51.100.9'));
    for (const text of ['192.0.2.1:4711', '192.0.2', 'unknown', '1::2::3'])
      expect(address(text), text).toBe(address(''));
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
    // One character that is fifteen when it is folded.
    for (const letter of ['a', '\ufdfa'])
      expect(user(letter.repeat(100_000))?.length, letter).toBeLessThan(400);
    expect(address('9'.repeat(100_000)).length).toBeLessThan(40);
  });
});

describe('networksOf', () => {
  const networks = (text: string) => networksOf(failureKeys('jira', text, undefined)[0]);

  it('are the /56, the /48 and the /32 of an IPv6 address', () => {
    expect(networks('2001:db8:1:234::1')).toEqual(['20010db8000102', '20010db80001', '20010db8']);
    expect(networks('2001:db8:1:2ff::9')).toEqual(networks('2001:db8:1:234::1'));
    for (const text of ['192.0.2.1', '::ffff:192.0.2.1', '']) expect(networks(text)).toEqual([]);
  });
});
