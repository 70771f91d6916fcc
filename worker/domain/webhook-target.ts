import { type IpRange, isInRanges, parseAddress, parseIpRange } from '../../shared/ip-range.ts';

interface Around {
  /** URLs and origins of all sites: the Worker is nobody's way in to them. */
  ownUrls: readonly string[];
  /** Whether plain http to this machine will do: in the playground, whose sites are there too. */
  allowLoopback: boolean;
}

/**
 * What speaks against sending events to this URL, in words that follow its name; undefined where nothing does. A Worker cannot
 * look a name up before it connects, so a public name of a private address is not seen here: Cloudflare's network has no way
 * into yours, save by a tunnel of your own.
 */
export function objectionTo(text: string, { ownUrls, allowLoopback }: Around): string | undefined {
  const url = URL.parse(text);
  if (!url) return 'must be an https URL';
  if (url.username + url.password !== '') return 'must not hold a user name or a password';
  if (url.hash !== '') return 'must not have a fragment';
  if (ownUrls.some((own) => isSameHost(url, new URL(own)))) return 'must not be a site itself';
  if (isLoopback(url) && allowLoopback) return undefined;
  if (url.protocol !== 'https:') return 'must begin with https://';
  return isPublic(hostOf(url)) ? undefined : 'must be a public address';
}

/** Whether a site is on this machine, as in the playground. */
export function isOnThisMachine(siteUrl: string): boolean {
  const url = new URL(siteUrl);
  return url.protocol === 'http:' && isLoopback(url);
}

/** On this machine many servers share the name, and the port tells them apart. */
function isSameHost(url: URL, own: URL): boolean {
  return isLoopback(url) ? url.host === own.host : hostOf(url) === hostOf(own);
}

function isLoopback(url: URL): boolean {
  return ['localhost', '127.0.0.1', '::1'].includes(hostOf(url));
}

/** Without the brackets of IPv6 and the dot that may end a name; every spelling of an IPv4 address has become one already. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

const ranges = (...texts: string[]): IpRange[] => texts.flatMap((text) => parseIpRange(text) ?? []);

/** IPv4 that is nobody's public address (RFC 6890 and its successors). */
const special = ranges(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
);

/** Of IPv6 only global unicast is public, and of that neither examples nor what wraps IPv4 (Teredo, 6to4). */
const globalV6 = ranges('2000::/3');
const specialV6 = ranges('2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');

/** Names that no public DNS knows (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`), and those in use for inner networks. */
const innerNames =
  /^(localhost|local|internal|intranet|private|corp|home|lan|arpa|test|example|invalid|onion|alt)$/;

function isPublic(host: string): boolean {
  if (host.includes(':')) return isInRanges(host, globalV6) && !isInRanges(host, specialV6);
  if (parseAddress(host)) return !isInRanges(host, special);
  const labels = host.split('.');
  return labels.length > 1 && !innerNames.test(labels.at(-1) ?? '');
}
