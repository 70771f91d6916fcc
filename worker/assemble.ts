import { drizzle } from 'drizzle-orm/d1';
import type { Policy } from '../shared/contract/policy.ts';
import { mintSecret, type Secret } from '../shared/token-format.ts';
import { createAnalytics } from './audit/analytics.ts';
import { createRecorder } from './audit/recorder.ts';
import { createThrottle } from './audit/throttle.ts';
import { createTokenHasher } from './crypto/token-hash.ts';
import { createTokenTagger } from './crypto/token-tag.ts';
import { createAuditWriter } from './db/audit.ts';
import { createAuditLog } from './db/audit-log.ts';
import { readCondition } from './db/condition.ts';
import { createInTime } from './db/in-time.ts';
import { createLeaverStore } from './db/leaver.ts';
import { createPolicyStore, readPolicy } from './db/policies.ts';
import { createEffectsStore } from './db/policy-effects.ts';
import { createReplace } from './db/rotation.ts';
import { createTokenLookup } from './db/token-lookup.ts';
import { createTokenStore } from './db/tokens.ts';
import { presenceOf } from './diagnosis.ts';
import type { NewEvent } from './domain/audit.ts';
import { createLeaver } from './domain/leaver.ts';
import { createPolicyService } from './domain/policy.ts';
import { createEffectsCounter } from './domain/policy-effects.ts';
import { createRotation } from './domain/rotation.ts';
import { createTokenService, type HashedSecret, type NativeTokens } from './domain/tokens.ts';
import { type Env, readSettings, type Settings, type Site } from './env.ts';
import type { Fetch } from './gateway/forward.ts';
import type { Gateway } from './gateway/gateway.ts';
import { createMetrics, everySite } from './gateway/metrics.ts';
import { createTokenCache } from './gateway/token-cache.ts';
import { createVerificationAudit } from './gateway/verification-audit.ts';
import { createVerifier } from './gateway/verify.ts';
import { createPasses } from './gateway/verify-endpoint.ts';
import { createHealth } from './health.ts';
import { createConcurrencyLimit } from './limits/concurrency-limit.ts';
import { createLogLimit } from './limits/log-limit.ts';
import { createRetry } from './limits/retry.ts';
import { log } from './log.ts';
import type { ActAs } from './origin/act-as/act-as.ts';
import { createApplinkAdapter } from './origin/act-as/applink.ts';
import { type ActAsChecker, createActAsChecker } from './origin/act-as/check.ts';
import { createHeaderAdapter } from './origin/act-as/header.ts';
import { createPatAdapter } from './origin/act-as/pat.ts';
import { createAsk } from './origin/ask.ts';
import { createNativeTokens, type OriginSession } from './origin/native-tokens.ts';
import { createOwnerCheck } from './origin/owner-check.ts';
import { createPolicyCache } from './policy-cache.ts';
import { createSealer, type Sealer } from './seal.ts';

export type House = ReturnType<typeof assemble>;

/** Everything an isolate keeps between requests, put together from its environment. Throws a ConfigurationError. */
export function assemble(env: Env) {
  const settings = readSettings(env);
  const now = () => Date.now();
  const fetch: Fetch = (to, init) => globalThis.fetch(to, init);
  const ask = createAsk(fetch);
  const inTime = createInTime((ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  });
  const retry = createRetry((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  /** Limits lookups at the same time. D1 answers one query at a time, so further requests wait in the Worker. */
  const lookups = createConcurrencyLimit({ max: 200, maxPerKey: 20, now });
  const createReadLimit = (max: number) => createConcurrencyLimit({ max, maxPerKey: 1, now });
  const hasher = createTokenHasher(settings.pepper, settings.previousPepper);
  const tagger = createTokenTagger(settings.tagKey, settings.previousTagKeys);
  const sealer = createSealer(settings.pepper, settings.previousPepper, 'key of a native token');
  const metrics = createMetrics(env.METRICS, now);
  const lookup = createTokenLookup(env.DB, settings.verifyCacheMs === 0);
  const cache = createTokenCache(settings.verifyCacheMs, now);
  const adapters = new Map(
    settings.sites.map((site) => [site.id, adapterOf(site, settings, sealer, now)]),
  );
  const actAs = (site: Site) => {
    const adapter = adapters.get(site.id);
    if (!adapter) throw new Error(`no adapter for ${site.id}`);
    return adapter;
  };
  const policies = createPolicyCache({
    read: (site) => inTime(readPolicy(env.DB, site)),
    cacheMs: settings.verifyCacheMs,
    now,
    retry,
    reads: createReadLimit(settings.sites.length),
  });
  const db = drizzle(env.DB);
  const auditWriter = createAuditWriter(db, now);
  const record = createRecorder({
    take: createThrottle(now),
    write: (event) => inTime(auditWriter.of(event).run()),
    analytics: env.EVENTS && createAnalytics(env.EVENTS),
  });

  const siteIds = settings.sites.map((site) => site.id);
  const readDatabase = () => inTime(readCondition(env.DB, siteIds, now()));

  const gateway: Gateway = {
    verifier: createVerifier({
      find: (hashes, needsPrimary) =>
        metrics.timed({
          site: everySite,
          kind: 'lookup',
          call: () => inTime(lookup.find(hashes, needsPrimary)),
        }),
      cache,
      lookups,
      policies,
      hasher,
      isTagValid: tagger.isTagValid,
      lastUsedMs: settings.lastUsedMs,
      now,
      retry,
    }),
    lookup,
    policyOf: policies.of,
    actAs,
    owners: createOwnerCheck(ask, now),
    fetchFrom: (site) => (to, init) =>
      metrics.timed({
        site: site.id,
        kind: 'origin',
        call: () => fetch(to, init),
        errorIn: ({ status }) => status >= 500,
      }),
    metrics,
    proxySecret: settings.proxySecret,
    passOf: createPasses(),
    logLimits: {
      madeUp: createLogLimit({ perSecond: 10, burst: 100, now }),
      refusals: createLogLimit({ perSecond: 10, burst: 100, now }),
      outages: createLogLimit({ perSecond: 10, burst: 10, now }),
    },
    auditVerification: createVerificationAudit({ lastKnownPolicy: policies.lastKnown, record }),
    record,
    reseal: async ({ token, secret }) =>
      token.nativeSeal === null
        ? undefined
        : sealer.reseal(token.nativeSeal, { site: token.site, id: token.id, secret }),
  };

  const mint = () => mintSecret((bytes) => crypto.getRandomValues(bytes), tagger.makeTag);
  /** What making a token takes. */
  const minting = (site: Site, natives: NativeTokens) => ({
    natives: site.actAs === 'pat' ? natives : undefined,
    mintSecret: mint,
    hashSecret: (secret: Secret): HashedSecret => ({
      hash: hasher.hash(secret),
      pepper: hasher.fingerprint,
      tagKey: tagger.fingerprint,
    }),
    forget: cache.forget,
    newId: () => crypto.randomUUID(),
    now,
  });

  return {
    settings,
    db,
    now,
    fetch,
    inTime,
    forget: cache.forget,
    tokenCache: cache,
    lookups,
    retry,
    hasher,
    tagger,
    email: env.EMAIL,
    gateway,
    health: createHealth({ read: readDatabase, now, retry, reads: createReadLimit(1) }),
    readDatabase,
    present: presenceOf(env),
    ask,
    checkActAs: (site: Site, caller: Parameters<ActAsChecker>[0]) =>
      createActAsChecker({
        ask,
        site,
        actAs: actAs(site),
        seal: sealer.seal,
        mintSecret: mint,
        now,
      })(caller),
    /** An event that is written before the answer. */
    note: (event: NewEvent) => inTime(auditWriter.of(event).run()),
    auditLog: (site: Site) => createAuditLog(db, site.id),
    policies: (site: Site) =>
      createPolicyService({
        store: createPolicyStore(db, site.id, now),
        forget: () => policies.forget(site.id),
      }),
    countEffects: (site: Site, present: Policy, next: Policy) =>
      createEffectsCounter(createEffectsStore(env.DB, site.id), now)(present, next),
    /** The policy as it stands in the database at this moment. */
    readPolicy: (site: Site) => inTime(readPolicy(env.DB, site.id)),
    tokenStore: (site: Site) => createTokenStore(db, site.id, now),
    nativeTokens: (site: Site, session: OriginSession, requestId: string) =>
      createNativeTokens({
        ask,
        site,
        session,
        seal: sealer.seal,
        noteLeft: (ids) =>
          log('warn', 'native-token.left-at-origin', { site: site.id, requestId, ids }),
      }),
    tokenService: (site: Site, policy: Policy, natives: NativeTokens) =>
      createTokenService({
        ...minting(site, natives),
        policy,
        store: createTokenStore(db, site.id, now),
      }),
    leaver: (site: Site) =>
      createLeaver({ store: createLeaverStore(db, site.id, now), forget: cache.forget }),
    rotation: (site: Site, policy: Policy, natives: NativeTokens) =>
      createRotation({
        ...minting(site, natives),
        policy,
        store: {
          find: createTokenStore(db, site.id, now).find,
          replace: createReplace(db, site.id, now),
        },
      }),
  };
}

function adapterOf(
  site: Site,
  { applink, header }: Settings,
  sealer: Sealer,
  now: () => number,
): ActAs {
  if (site.actAs === 'pat') return createPatAdapter((sealed) => sealer.open(sealed.seal, sealed));
  if (site.actAs === 'applink' && applink) {
    const newNonce = () => crypto.randomUUID();
    return createApplinkAdapter({
      ...applink,
      origin: site.origin,
      signingUrl: site.signingUrl,
      now,
      newNonce,
    });
  }
  if (site.actAs === 'header' && header) return createHeaderAdapter(header);
  throw new Error(`no settings for ${site.actAs}`);
}
