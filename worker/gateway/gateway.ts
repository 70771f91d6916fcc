import type { Policy } from '../../shared/contract/policy.ts';
import type { Rehash, TokenLookup, TokenRow, TokenUse } from '../db/token-lookup.ts';
import type { SampledEvent } from '../domain/audit.ts';
import type { Site } from '../env.ts';
import type { LogLimit } from '../limits/log-limit.ts';
import { errorFacts, log } from '../log.ts';
import type { ActAs } from '../origin/act-as/act-as.ts';
import type { OwnerCheck } from '../origin/owner-check.ts';
import { Problem, problemResponse } from '../problem.ts';
import { passwordsBlocked, refusal } from './answers.ts';
import { parseCredential } from './credential.ts';
import { type GoodToken, isRefusedUnasked, type Verdict } from './evaluate.ts';
import { type Fetch, forwardAsOwner, passThrough } from './forward.ts';
import type { Metrics } from './metrics.ts';
import { type Background, clientAddress, isWebSocket, scopeFor, userAgentOf } from './request.ts';
import { type Target, targetOf } from './target.ts';
import { type Presented, typedName, type VerificationAudit } from './verification-audit.ts';
import type { Verifier } from './verify.ts';

export interface Gateway {
  verifier: Verifier;
  lookup: Pick<TokenLookup, 'touch'>;
  policyOf: (site: string) => Promise<Policy>;
  actAs: (site: Site) => ActAs;
  owners: OwnerCheck;
  /** Asks a site's origin. */
  fetchFrom: (site: Site) => Fetch;
  metrics: Pick<Metrics, 'count'>;
  proxySecret: string | undefined;
  /** The verify endpoint's answer to a good token; undefined where it cannot name the owner. */
  passOf: (token: TokenRow) => Response | undefined;
  auditVerification: VerificationAudit;
  /** Limits on log lines: for refusals before any query, for other refusals, and for an outage of the database. */
  logLimits: { madeUp: LogLimit; refusals: LogLimit; outages: LogLimit };
  /** Records an event in the audit, unless it has recorded enough of this kind. */
  record: (event: SampledEvent) => Promise<void> | undefined;
  /** Encrypts the token's native token again, under the current pepper. Undefined if there is none, or it cannot be decrypted. */
  reseal: (good: GoodToken) => Promise<string | undefined>;
}

/** Everything at a site that is not below `/_postern/`. */
export async function handleGateway(
  gateway: Gateway,
  request: Request,
  site: Site,
  background: Background,
) {
  const requestId = crypto.randomUUID();
  try {
    return await dispatch(gateway, request, targetOf(request, site), requestId, background);
  } catch (error) {
    if (error instanceof Problem) {
      log('warn', 'gateway.problem', {
        requestId,
        site: site.id,
        code: error.code,
        detail: error.detail,
      });
      return problemResponse(error, requestId);
    }
    log('error', 'gateway.failed', { requestId, site: site.id, ...errorFacts(error) });
    return problemResponse(
      new Problem('origin_unavailable', `${site.name} cannot be reached`),
      requestId,
    );
  }
}

async function dispatch(
  gateway: Gateway,
  request: Request,
  target: Target,
  requestId: string,
  background: Background,
): Promise<Response> {
  const { site } = target;
  const fetch = gateway.fetchFrom(site);
  const credential = parseCredential(request.headers.get('Authorization'));
  switch (credential.kind) {
    case 'none':
      return passThrough(request, target, gateway.actAs(site), fetch);
    case 'password': {
      const reading = readPolicy(gateway, site, requestId);
      // It is completed even if the client hangs up: others wait for it.
      background.waitUntil(reading.catch(() => undefined));
      const policy = await reading;
      if (policy.passwords === 'allow')
        return passThrough(request, target, gateway.actAs(site), fetch);
      const address = clientAddress(request);
      gateway.metrics.count(site.id, 'passwordsBlocked');
      log('info', 'password.blocked', { site: site.id, address, requestId });
      if (policy.auditVerifications) {
        const blocked = gateway.record({
          site: site.id,
          action: 'password.blocked',
          by: typedName(credential.user),
          address,
          userAgent: userAgentOf(request),
          requestId,
          details: {},
        });
        if (blocked) background.waitUntil(blocked);
      }
      return passwordsBlocked(requestId);
    }
    case 'malformed':
    case 'token': {
      const needs = isWebSocket(request) ? 'write' : scopeFor(request.method);
      const verdict = await check(
        gateway,
        {
          site,
          credential,
          needs,
          address: clientAddress(request),
          request,
          requestId,
        },
        background,
      );
      if (verdict.kind !== 'good') return refusal(site, verdict, requestId);
      const { owners } = gateway;
      const actAs = gateway.actAs(site);
      return forwardAsOwner(request, target, { ...verdict, needs, actAs, owners, fetch });
    }
  }
}

async function readPolicy(
  { policyOf, logLimits }: Gateway,
  site: Site,
  requestId: string,
): Promise<Policy> {
  try {
    return await policyOf(site.id);
  } catch (error) {
    const line = logLimits.outages();
    if (line)
      log('error', 'policy.unreadable', {
        requestId,
        site: site.id,
        ...line,
        ...errorFacts(error),
      });
    throw new Problem(
      'unavailable',
      'Postern cannot tell right now whether passwords are accepted',
    );
  }
}

type Checking = Pick<
  Gateway,
  'verifier' | 'lookup' | 'reseal' | 'auditVerification' | 'logLimits' | 'metrics'
>;

/** Verifies a credential. Counts and logs the verdict, notes the use of a good token, and records both in the audit. */
export async function check(
  gateway: Checking,
  presented: Presented,
  background: Background,
): Promise<Verdict> {
  const verdict = await gateway.verifier.verify(presented, background);
  gateway.metrics.count(presented.site.id, toMetric(verdict));
  const audited = gateway.auditVerification(verdict, presented);
  if (audited) background.waitUntil(audited);
  if (verdict.kind !== 'good') {
    logVerdict(gateway, verdict, presented);
    return verdict;
  }
  const use = gateway.verifier.toTokenUse(verdict, presented);
  if (use) {
    const failed = (error: unknown) =>
      log('warn', 'token.use-not-noted', {
        requestId: presented.requestId,
        id: use.id,
        ...errorFacts(error),
      });
    background.waitUntil(noteUse(gateway, verdict, use).catch(failed));
  }
  return verdict;
}

/** Hash and native token move to the current pepper in one statement. */
async function noteUse(
  { lookup, reseal }: Pick<Gateway, 'lookup' | 'reseal'>,
  good: GoodToken,
  use: TokenUse,
): Promise<void> {
  const rehash: Rehash | undefined = use.rehash && {
    ...use.rehash,
    nativeSeal: await reseal(good),
  };
  await lookup.touch({ ...use, rehash });
}

/** `malformed` counts unreadable credentials and wrong tags. */
function toMetric(verdict: Verdict) {
  switch (verdict.kind) {
    case 'good':
      return 'passed';
    case 'refused':
      return isRefusedUnasked(verdict.reason) ? 'malformed' : 'refused';
    case 'forbidden':
    case 'unavailable':
      return verdict.kind;
  }
}

function logVerdict(
  { logLimits }: Checking,
  verdict: Exclude<Verdict, { kind: 'good' }>,
  { site, address, requestId }: Presented,
): void {
  const line = logLimits[chooseLogLimit(verdict)]();
  if (!line) return;
  const facts = { requestId, site: site.id, address, ...line };
  if (verdict.kind === 'unavailable')
    log('error', 'token.unavailable', { ...facts, ...errorFacts(verdict.cause) });
  else log('info', `token.${verdict.kind}`, { ...facts, reason: verdict.reason });
}

/** Made-up tokens have a limit of their own, so that they cannot hide the refusal of a real one. */
function chooseLogLimit(verdict: Exclude<Verdict, { kind: 'good' }>): keyof Gateway['logLimits'] {
  if (verdict.kind === 'unavailable') return 'outages';
  return verdict.kind === 'refused' && isRefusedUnasked(verdict.reason) ? 'madeUp' : 'refusals';
}
