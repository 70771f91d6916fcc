/** Address ranges (CIDR, RFC 4632 and RFC 4291) that a token or a site may be restricted to; pure, for both sides. */
interface Address {
  bits: 32 | 128;
  value: bigint;
}

export interface IpRange extends Address {
  prefix: number;
}

/** `10.0.0.0/8`, `2001:db8::/32`, or one address; undefined where it is neither, or has bits set beyond its prefix. */
export function parseIpRange(text: string): IpRange | undefined {
  const [host = '', prefixText, ...rest] = text.split('/');
  const address = parseAddress(host);
  if (!address || rest.length > 0) return undefined;
  if (prefixText !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefixText)) return undefined;
  const prefix = prefixText === undefined ? address.bits : Number(prefixText);
  if (prefix > address.bits) return undefined;
  const hostBits = BigInt(address.bits - prefix);
  if ((address.value >> hostBits) << hostBits !== address.value) return undefined;
  return { ...address, prefix };
}

/** Whether the address lies in one of the ranges. An unreadable address lies in none; an IPv4-mapped IPv6 one counts as IPv4. */
export function isInRanges(address: string, ranges: readonly IpRange[]): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && ranges.some((range) => contains(range, parsed));
}

function contains(range: IpRange, address: Address): boolean {
  const shift = BigInt(range.bits - range.prefix);
  return range.bits === address.bits && range.value >> shift === address.value >> shift;
}

export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Address | undefined {
  const parts = text.split('.');
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  ) {
    return undefined;
  }
  return { bits: 32, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function parseV6(text: string): Address | undefined {
  const groups = expandV6(text);
  if (groups?.length !== 8 || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)))
    return undefined;
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  const isMappedV4 = value >> 32n === 0xffffn;
  return isMappedV4 ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

/** The eight groups, with `::` filled up and a dotted IPv4 tail turned into two groups. */
function expandV6(text: string): string[] | undefined {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  if (halves.length > 2) return undefined;
  const tail = halves.at(-1);
  const last = tail?.at(-1);
  if (tail && last?.includes('.')) {
    const v4 = parseV4(last);
    if (!v4) return undefined;
    tail.splice(-1, 1, (v4.value >> 16n).toString(16), (v4.value & 0xffffn).toString(16));
  }
  const [head = [], end] = halves;
  if (end === undefined) return head;
  const missing = 8 - head.length - end.length;
  return missing < 1 ? undefined : [...head, ...Array<string>(missing).fill('0'), ...end];
}
