import { parseAddress } from '../../shared/ip-range.ts';

const maxName = 255;

/** What a failed try is counted under: the address (IPv6 by its /64) and the user name, however it is spelled. */
export type FailureKeys = readonly [address: string, ...user: string[]];

export function failureKeys(site: string, address: string, user: string | undefined): FailureKeys {
  const byAddress = `address ${networkOf(address)}`;
  return user ? [byAddress, `user ${site} ${foldSpelling(user)}`] : [byAddress];
}

/** Of an address key of IPv6 its /56, /48 and /32, as one line, one site (RFC 6177) and one provider have them; none of IPv4. */
export function networksOf(address: string): string[] {
  const [, network] = /^address ([0-9a-f]{16})$/.exec(address) ?? [];
  return network ? [network.slice(0, 14), network.slice(0, 12), network.slice(0, 8)] : [];
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
