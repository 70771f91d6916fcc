/** A small change that breaks the Worker, and the test file that must fail because of it. */
export interface Mutant {
  name: string;
  edits: readonly Edit[];
  caughtBy: keyof typeof suites;
}

interface Edit {
  file: string;
  /** Occurs exactly once in the file. */
  find: string;
  replace: string;
}

/** The test files that catch mutants, with their vitest project. */
export const suites = {
  invariant: { project: 'worker', file: 'worker/gateway/invariant.test.ts' },
  cache: { project: 'wire', file: 'tests/wire/cache.test.ts' },
  flood: { project: 'wire', file: 'tests/wire/flood.test.ts' },
} as const;

const evaluate = 'worker/gateway/evaluate.ts';
const forward = 'worker/gateway/forward.ts';
const verify = 'worker/gateway/verify.ts';
const lookup = 'worker/db/token-lookup.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'a token passes at the instant of its expiry',
    edits: [{ file: evaluate, find: 'now >= expiresAt', replace: 'now > expiresAt' }],
    caughtBy: 'invariant',
  },
  {
    name: 'the maximum lifetime of the policy is ignored',
    edits: [{ file: evaluate, find: 'row, policy.maxLifetimeDays', replace: 'row, null' }],
    caughtBy: 'invariant',
  },
  {
    name: 'the typed user is not compared with the owner',
    edits: [
      { file: evaluate, find: '!isSameName(credential.user, row.ownerName)', replace: 'false' },
    ],
    caughtBy: 'invariant',
  },
  {
    name: 'a token of another site passes',
    edits: [{ file: evaluate, find: 'row.site !== site.id', replace: 'false' }],
    caughtBy: 'invariant',
  },
  {
    name: "the token's address ranges are ignored",
    edits: [{ file: evaluate, find: '!isAllowedFrom(address, row.ipRanges) ||', replace: '' }],
    caughtBy: 'invariant',
  },
  {
    name: 'a read token may write',
    edits: [
      { file: evaluate, find: "needs === 'write' && row.scope === 'read'", replace: 'false' },
    ],
    caughtBy: 'invariant',
  },
  {
    name: 'the cookie of the client goes on with a token',
    edits: [{ file: 'worker/gateway/headers.ts', find: "  'cookie',\n", replace: '' }],
    caughtBy: 'invariant',
  },
  {
    name: 'the owner is not confirmed by the product',
    edits: [
      { file: forward, find: 'owners.isConfirmed(target.site, owner)', replace: 'owner !== null' },
    ],
    caughtBy: 'invariant',
  },
  {
    name: 'a row is cached for longer than VERIFY_CACHE_SECONDS',
    edits: [
      {
        file: 'worker/gateway/token-cache.ts',
        find: 'until: start.at + rowMs',
        replace: 'until: start.at + rowMs + 1',
      },
    ],
    caughtBy: 'invariant',
  },
  {
    name: 'the tag is not checked, and a made-up token reaches the database',
    edits: [{ file: verify, find: 'isTagValid(hashed.secret) ?', replace: 'hashed ?' }],
    caughtBy: 'invariant',
  },
  {
    name: 'the tag is not checked: the same, over raw sockets',
    edits: [{ file: verify, find: 'isTagValid(hashed.secret) ?', replace: 'hashed ?' }],
    caughtBy: 'flood',
  },
  {
    name: 'TOKEN_TAG_KEY_PREVIOUS is ignored',
    edits: [
      {
        file: 'worker/crypto/token-tag.ts',
        find: '|| previousTags.some((make) => make(text) === tag)',
        replace: '',
      },
    ],
    caughtBy: 'invariant',
  },
  {
    name: 'the negative cache is filled from a replica',
    edits: [
      {
        file: lookup,
        find: 'const isFirstPrimary = asksPrimary || first.meta.served_by_primary === true;',
        replace: 'const isFirstPrimary = true;',
      },
    ],
    caughtBy: 'invariant',
  },
  {
    name: 'the answer to a token may be stored by a cache',
    edits: [
      {
        file: forward,
        find: '{ ...neverCached, method, headers, body }',
        replace: '{ ...cachedByExtension, method, headers, body }',
      },
    ],
    caughtBy: 'cache',
  },
  {
    name: 'every path below /s/ may be stored by a cache',
    edits: [{ file: forward, find: 'isStaticPath(path) &&', replace: "path.startsWith('/s/') &&" }],
    caughtBy: 'cache',
  },
];
