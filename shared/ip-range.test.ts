import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInRanges, parseAddress, parseIpRange } from './ip-range.ts';

const isIn = (address: string, ...ranges: string[]) =>
  isInRanges(
    address,
    ranges.map((text) => parseIpRange(text) ?? expect.fail(`${text} is a range`)),
  );

describe('parseIpRange', () => {
  it.each([
    '10.0.0.0/8',
    '0.0.0.0/0',
    '203.0.113.9',
    '203.0.113.9/32',
    '2001:db8::/32',
    '::/0',
    '::1',
    '1:2:3:4:5:6:7::',
    '2001:DB8::A/128',
    '::ffff:10.1.2.3',
    '64:ff9b::192.0.2.1',
  ])('reads %s', (text) => expect(parseIpRange(text)).toBeDefined());

  it.each([
    '',
    '/',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/ 8',
    '10.0.0.1/8',
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '0x0a.0.0.1',
    '10.0.0.1 ',
    '１０.0.0.1',
    '1::2::3',
    ':::',
    ':',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::1:2:3:4:5:6:7:8',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '12345::',
    'fe80::1%eth0',
    '[::1]',
    '2001:db8::1/32',
    '::ffff:10.0.0.0/104',
    'localhost',
  ])('does not read %j', (text) => expect(parseIpRange(text)).toBeUndefined());

  it('never throws', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'0123456789abcdefg:./ %') });
    fc.assert(fc.property(fc.oneof(soup, fc.string()), (text) => void parseIpRange(text)));
  });
});

describe('isInRanges', () => {
  it('knows the first and the last address of a range, and those beside it', () => {
    expect(isIn('10.20.0.0', '10.20.0.0/16')).toBe(true);
    expect(isIn('10.20.255.255', '10.20.0.0/16')).toBe(true);
    expect(isIn('10.19.255.255', '10.20.0.0/16')).toBe(false);
    expect(isIn('10.21.0.0', '10.20.0.0/16')).toBe(false);
    expect(isIn('2001:db8:ffff::1', '2001:db8::/32')).toBe(true);
    expect(isIn('2001:db9::', '2001:db8::/32')).toBe(false);
  });

  it('takes an IPv4-mapped address for the IPv4 one', () => {
    expect(isIn('::ffff:10.1.2.3', '10.0.0.0/8')).toBe(true);
    expect(isIn('::FFFF:0a01:0203', '10.0.0.0/8')).toBe(true);
    expect(isIn('10.1.2.3', '::ffff:10.1.2.3')).toBe(true);
  });

  it('does not mix the families', () => {
    expect(isIn('::a00:1', '10.0.0.0/8')).toBe(false);
    expect(isIn('10.0.0.1', '::/0')).toBe(false);
    expect(isIn('::1', '0.0.0.0/0')).toBe(false);
  });

  it('has nothing in no range, and an unreadable address in none', () => {
    expect(isIn('10.0.0.1')).toBe(false);
    for (const address of ['', 'unknown', '10.0.0.1, 10.0.0.2', '10.0.0.1:80'])
      expect(isIn(address, '0.0.0.0/0', '::/0'), address).toBe(false);
  });

  it('agrees with plain arithmetic for every IPv4 prefix', () => {
    const v4 = fc.integer({ min: 0, max: 0xffffffff });
    const dotted = (value: number) =>
      [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
    fc.assert(
      fc.property(v4, v4, fc.integer({ min: 0, max: 32 }), (a, b, prefix) => {
        const size = 2 ** (32 - prefix);
        const network = Math.floor(a / size) * size;
        const expected = Math.floor(b / size) * size === network;
        return isIn(dotted(b), `${dotted(network)}/${prefix}`) === expected;
      }),
    );
  });

  it('reads every spelling of an IPv6 address as one', () => {
    expect(parseAddress('2001:0db8:0:0:0:0:0:1')).toEqual(parseAddress('2001:DB8::1'));
    fc.assert(
      fc.property(
        fc.ipV6(),
        (text) => parseAddress(text.toUpperCase())?.value === parseAddress(text)?.value,
      ),
    );
  });
});
