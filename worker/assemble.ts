import { drizzle } from 'drizzle-orm/d1';
import type { Policy } from '../shared/contract/policy.ts';
import type { FillRandom } from '../shared/token-format.ts';
import { createAnalytics } from './audit/analytics.ts';
import { createRecorder } from './audit/recorder.ts';
import { createThrottle } from './audit/throttle.ts';
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
import { createTokenService, type NativeTokens } from './domain/tokens.ts';
import { type Env, readSettings, type Settings, type Site, verifyUrlsOf } from './env.ts';
import { createCrowd } from './gateway/crowd.ts';
import { createFailures, linesOfLog } from './gateway/failures.ts';
import type { Fetch } from './gateway/forward.ts';
import type { Gateway } from './gateway/gateway.ts';
import { createMetrics, everySite } from './gateway/metrics.ts';
import { createPlaces, createShare, createTurns } from './gateway/share.ts';
import { createTokenCache } from './gateway/token-cache.ts';
import { createVerificationAudit } from './gateway/verification-audit.ts';
import { createVerifier } from './gateway/verify.ts';
import { createPasses } from './gateway/verify-endpoint.ts';
import { createHealth } from './health.ts';
import { log } from './log.ts';
import type { ActAs } from './origin/act-as/act-as.ts';
import { createApplinkAdapter } from './origin/act-as/applink.ts';
import { type ActAsChecker, createActAsChecker } from './origin/act-as/check.ts';
import { createHeaderAdapter } from './origin/act-as/header.ts';
import { createPatAdapter } from './origin/act-as/pat.ts';
import { createAsk } from './origin/ask.ts';
import { createNativeTokens, type OriginSession } from './origin/native-tokens.ts';
import { createOwnerCheck } from './origin/owner-check.ts';
import { createHasher } from './pepper.ts';
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
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const hasher = createHasher(settings.pepper, settings.previousPepper);
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
  const policies = createPolicyCache(
    (site) => inTime(readPolicy(env.DB, site)),
    settings.verifyCacheMs,
    now,
    createTurns(now, pause),
  );
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
      find: (hashes) =>
        metrics.timed({ site: everySite, kind: 'lookup', call: () => inTime(lookup.find(hashes)) }),
      cache,
      failures: createFailures(env.FAILED_LOGINS, now, settings.verifyCacheMs),
      policies,
      hashes: hasher.hashes,
      presentPepper: hasher.fingerprint,
      lastUsedMs: settings.lastUsedMs,
      now,
      inTime,
      inTurn: createTurns(now, pause),
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
    outageLines: createShare(linesOfLog, now),
    auditVerification: createVerificationAudit({ policies, record }),
    record,
    reseal: async ({ token, secret }) =>
      token.nativeSeal === null
        ? undefined
        : sealer.reseal(token.nativeSeal, { site: token.site, id: token.id, secret }),
  };

  /** What making a token takes. */
  const minting = (site: Site, natives: NativeTokens) => ({
    natives: site.actAs === 'pat' ? natives : undefined,
    hash: hasher.hash,
    forget: cache.forget,
    fillRandom: ((bytes) => crypto.getRandomValues(bytes)) satisfies FillRandom,
    newId: () => crypto.randomUUID(),
    now,
  });

  return {
    settings,
    verifyUrls: verifyUrlsOf(settings.sites),
    db,
    now,
    fetch,
    inTime,
    forget: cache.forget,
    forgetHash: cache.forgetHash,
    hashes: hasher.hashes,
    limiter: env.FAILED_LOGINS,
    /** Those who reported leaked tokens in vain, and places for reports: each asks the primary database. */
    reporters: createCrowd(now),
    reportsWaiting: createPlaces(100, now)(''),
    email: env.EMAIL,
    gateway,
    health: createHealth({ read: readDatabase, now, inTurn: createTurns(now, pause) }),
    readDatabase,
    present: presenceOf(env),
    ask,
    checkActAs: (site: Site, caller: Parameters<ActAsChecker>[0]) =>
      createActAsChecker({ ask, site, actAs: actAs(site), seal: sealer.seal, now })(caller),
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
