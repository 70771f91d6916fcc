import { parseAddress } from '../../shared/ip-range.ts';

const maxName = 255;

/** What a failed try is counted under: the address (IPv6 by its /64) and the user name, however it is spelled. */
export type FailureKeys = readonly [address: string, ...user: string[]];

export function failureKeys(site: string, address: string, user: string | undefined): FailureKeys {
  const byAddress = `address ${networkOf(address)}`;
  return user ? [byAddress, `user ${site} ${foldSpelling(user)}`] : [byAddress];
}

/**
 * The networks of an address key of IPv6 that one machine may have for itself, the narrow one first: a /48, as an end site has
 * it (RFC 6177), and a /32, as a provider has it. None of IPv4.
 */
export function networksOf(address: string): string[] {
  const [, provider, site] = /^address ([0-9a-f]{8})([0-9a-f]{4})[0-9a-f]{4}$/.exec(address) ?? [];
  return provider && site ? [provider + site, provider] : [];
}

/** 16 hexadecimal digits of IPv6, at most 8 of IPv4; all that is no address is one. */
function networkOf(text: string): string {
  const address = parseAddress(text);
  if (!address) return '?';
  const { bits, value } = address;
  return bits === 32 ? value.toString(16) : (value >> 64n).toString(16).padStart(16, '0');
}

function foldSpelling(user: string): string {
  return user
    .slice(0, maxName)
    .normalize('NFKD')
    .replace(/[\p{M}\s\p{Cf}]/gu, '')
    .toLowerCase()
    .replaceAll('ı', 'i')
    .slice(0, maxName);
}
