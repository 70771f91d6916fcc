import fc from 'fast-check';
import { tagKey } from './secrets.ts';

/** What is random about one request, the token it bears, the row behind it, and the moment. */
export interface Case {
  numbers: number[];
  /** Which key made the secret's tag. The Workers have the first two. */
  tag: 'current key' | 'previous key' | 'unknown key';
  site: SiteId;
  /** Where it is sent; the row's own site where undefined. */
  elsewhere: SiteId | undefined;
  owner: (typeof owners)[number];
  name: keyof typeof names;
  spelling: keyof typeof spellings;
  scope: 'read' | 'write';
  address: string;
  ranges: readonly string[] | null;
  siteRanges: readonly string[] | null;
  fate: 'lives' | 'never was' | 'deleted' | 'expires';
  /** Whether the isolate has seen the token pass before its fate. */
  isWarm: boolean;
  isStrict: boolean;
  /** True if only the primary has the row. */
  isReplicaBehind: boolean;
  /** Milliseconds between the fate, or the end of the token's life, and the request; before it where negative. */
  after: number;
  lifetimeMs: number;
  /** What the policy leaves of the lifetime. */
  maxLifetimeDays: number | null;
  method: string;
  isUpgrade: boolean;
  path: string;
  search: string;
  forged: [name: string, value: string][];
  form: string | undefined;
  /** What the product says the owner's name belongs to: the owner, somebody else, or nobody. */
  belongsTo: 'owner' | 'another' | 'nobody';
}

/** The keys of the cases' secrets, for `makeSecret`. */
export const tagKeys: Record<Case['tag'], string> = {
  'current key': tagKey,
  'previous key': 'a-previous-tag-key-for-the-tests-0123456789',
  'unknown key': 'a-tag-key-that-no-worker-has-0123456789',
};

export const siteIds = ['jira', 'jira-by-header', 'wiki'] as const;
export type SiteId = (typeof siteIds)[number];

export const owners = ['alice', 'carol', "o'neil-1", 'a b', 'märta', 'x@example.com'] as const;

/** What is typed for a name; only the first two are the owner's. */
export const names = {
  same: (name: string) => name,
  'other letter case': (name: string) =>
    name.replace(/[a-z]/gi, (char) =>
      char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase(),
    ),
  "another's": () => 'admin',
  'with a space': (name: string) => `${name} `,
  'full width': (name: string) => name.replace('a', 'ａ').replace('x', 'ｘ').replace('o', 'ｏ'),
  none: () => '',
  longer: (name: string) => `${name}x`,
};

/** Header values made of a name and a secret; those that are one good credential come first. */
export const spellings = {
  basic: (user: string, secret: string) => `Basic ${base64(`${user}:${secret}`)}`,
  'scheme in another case': (user: string, secret: string) =>
    `bAsIC ${base64(`${user}:${secret}`)}`,
  'without padding': (user: string, secret: string) =>
    `Basic ${base64(`${user}:${secret}`).replace(/=+$/, '')}`,
  bearer: (_: string, secret: string) => `Bearer ${secret}`,
  twice: (user: string, secret: string) => {
    const one = `Basic ${base64(`${user}:${secret}`)}`;
    return `${one}, ${one}`;
  },
  'behind another scheme': (user: string, secret: string) =>
    `Negotiate x, Basic ${base64(`${user}:${secret}`)}`,
  cut: (user: string, secret: string) => `Basic ${base64(`${user}:${secret.slice(0, -1)}`)}`,
  longer: (user: string, secret: string) => `Basic ${base64(`${user}:${secret}0`)}`,
  'another letter case': (user: string, secret: string) =>
    `Basic ${base64(`${user}:${secret.replace(/[a-z]/gi, (c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase()))}`)}`,
  'as the user': (_: string, secret: string) => `Basic ${base64(`${secret}:x`)}`,
  'with two colons': (user: string, secret: string) => `Basic ${base64(`${user}::${secret}`)}`,
  'with a line break': (user: string, secret: string) => `Basic ${base64(`${user}:${secret}\n`)}`,
  bare: (user: string, secret: string) => base64(`${user}:${secret}`),
  'under a scheme of its own': (_: string, secret: string) => `Token ${secret}`,
} satisfies Record<string, (user: string, secret: string) => string>;

export const goodSpellings: readonly string[] = Object.keys(spellings).slice(0, 4);

/** Addresses, and ranges that hold them; no range holds an address that it is not named beside. */
export const addresses: Record<string, readonly string[]> = {
  '203.0.113.9': ['203.0.113.0/24', '203.0.113.9', '203.0.113.8/31'],
  '::ffff:203.0.113.9': ['203.0.113.0/24', '203.0.113.9', '203.0.113.8/31'],
  '10.255.255.255': ['10.0.0.0/8'],
  '11.0.0.0': [],
  '2001:db8::1': ['2001:db8::/32', '2001:db8::1'],
  '2001:DB8:0:0:0:0:0:1': ['2001:db8::/32', '2001:db8::1'],
  '2001:db9::1': [],
  '': [],
  unknown: [],
};
const ranges = [...new Set(Object.values(addresses).flat())];

export const plainPaths = [
  '/',
  '',
  '/rest/api/2/issue/A-1',
  '//a//b',
  '/a;v=1/b',
  '/%C3%A4~%7e',
  '/a.b/...',
];
/** Refused with a token, wherever they would go. */
export const oddPaths = [
  ...['/a/../b', '/a/%2e%2e/b', '/..;/b', '/a%2fb', '/a%252e%252e/b', '/a\\b', '/a%00b', '/%2e'],
];

const forgedNames = [
  ...[
    'X-Remote-User',
    'x_remote_user',
    'X-REMOTE_USER',
    'Remote-User',
    'X-Postern-Secret',
    'X_Postern_Secret',
  ],
  ...[
    'X-Forwarded-For',
    'X_Forwarded_For',
    'Forwarded',
    'X-Real-IP',
    'Cookie',
    'Proxy-Authorization',
  ],
  ...['X-HTTP-Method-Override', 'X-Original-URL', 'X-Forwarded-User', 'Connection', 'X-AUSERNAME'],
];

const mostly = <T>(usual: T, ...rest: T[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...rest) },
  );
/** Null in every second case. */
const someRanges = fc.option(
  fc.uniqueArray(fc.constantFrom(...ranges), { minLength: 1, maxLength: 4 }),
  { freq: 2 },
);

export const cases: fc.Arbitrary<Case> = fc.record({
  numbers: fc.array(fc.nat(61), { minLength: 28, maxLength: 28 }),
  tag: mostly<Case['tag']>('current key', 'previous key', 'unknown key'),
  site: fc.constantFrom(...siteIds),
  elsewhere: mostly<SiteId | undefined>(undefined, ...siteIds),
  owner: fc.constantFrom(...owners),
  name: mostly<keyof typeof names>('same', ...(Object.keys(names) as (keyof typeof names)[])),
  spelling: mostly<keyof typeof spellings>(
    'basic',
    ...(Object.keys(spellings) as (keyof typeof spellings)[]),
  ),
  scope: mostly<'read' | 'write'>('write', 'read'),
  address: mostly('203.0.113.9', ...Object.keys(addresses)),
  ranges: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, someRanges),
  siteRanges: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, someRanges),
  fate: mostly<Case['fate']>('lives', 'never was', 'deleted', 'expires'),
  isWarm: fc.boolean(),
  isStrict: fc.boolean(),
  isReplicaBehind: fc.boolean(),
  after: fc.constantFrom(-86_400_000, -1, 0, 1, 4999, 9999, 10_000, 86_400_000),
  lifetimeMs: fc.constantFrom(1, 1000, 9_999, 86_400_000, 400 * 86_400_000),
  maxLifetimeDays: mostly<number | null>(null, 1, 30, 365),
  method: mostly('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'),
  isUpgrade: mostly(false, false, true),
  path: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...plainPaths) },
    fc.constantFrom(...oddPaths),
  ),
  search: mostly(
    '',
    '?a=b',
    '?xoauth_requestor_id=admin',
    '?%6fs_username=admin&x=/../',
    '?oauth_token=1',
  ),
  forged: fc.array(fc.tuple(fc.constantFrom(...forgedNames), fc.constant('admin')), {
    maxLength: 4,
  }),
  form: mostly<string | undefined>(
    undefined,
    'a=b',
    'os_username=admin',
    'xoauth_requestor_id=admin',
  ),
  belongsTo: mostly<Case['belongsTo']>('owner', 'another', 'nobody'),
});

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
