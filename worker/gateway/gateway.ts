import type { Policy } from '../../shared/contract/policy.ts';
import type { Rehash, TokenLookup, TokenRow, TokenUse } from '../db/token-lookup.ts';
import type { SampledEvent } from '../domain/audit.ts';
import type { Site } from '../env.ts';
import { errorFacts, log } from '../log.ts';
import type { ActAs } from '../origin/act-as/act-as.ts';
import type { OwnerCheck } from '../origin/owner-check.ts';
import { Problem, problemResponse } from '../problem.ts';
import { passwordsBlocked, refusal } from './answers.ts';
import { parseCredential } from './credential.ts';
import { type Fetch, forwardAsOwner, passThrough } from './forward.ts';
import type { Metrics } from './metrics.ts';
import {
  type Background,
  clientAddress,
  createRequestId,
  isWebSocket,
  type RequestId,
  scopeFor,
  userAgentOf,
} from './request.ts';
import { type Share, takeOfAll } from './share.ts';
import { andThen, type Soon } from './soon.ts';
import { type Target, targetOf } from './target.ts';
import { type Presented, typedName, type VerificationAudit } from './verification-audit.ts';
import type { GoodToken, Verdict, Verifier } from './verify.ts';

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
  /** Lines of the log for what nobody can say now: whoever makes the database slow must not fill it besides. */
  outageLines: Share;
  /** Tells the audit, unless it has enough of the kind. */
  record: (event: SampledEvent) => Promise<void> | undefined;
  /** What lies sealed beside a token, sealed anew under the present pepper; undefined where nothing does, or it won't open. */
  reseal: (good: GoodToken) => Promise<string | undefined>;
}

/** Everything at a site that is not below `/_postern/`. */
export async function handleGateway(
  gateway: Gateway,
  request: Request,
  site: Site,
  background: Background,
) {
  const requestId = createRequestId();
  try {
    return await dispatch(gateway, request, targetOf(request, site), requestId, background);
  } catch (error) {
    if (error instanceof Problem) {
      log('warn', 'gateway.problem', {
        requestId: requestId(),
        site: site.id,
        code: error.code,
        detail: error.detail,
      });
      return problemResponse(error, requestId());
    }
    log('error', 'gateway.failed', { requestId: requestId(), site: site.id, ...errorFacts(error) });
    return problemResponse(
      new Problem('origin_unavailable', `${site.name} cannot be reached`),
      requestId(),
    );
  }
}

async function dispatch(
  gateway: Gateway,
  request: Request,
  target: Target,
  requestId: RequestId,
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
      // Who hangs up must not have it read for each request anew.
      background.waitUntil(reading.catch(() => undefined));
      const policy = await reading;
      if (policy.passwords === 'allow')
        return passThrough(request, target, gateway.actAs(site), fetch);
      const address = clientAddress(request);
      gateway.metrics.count(site.id, 'passwordsBlocked');
      log('info', 'password.blocked', { site: site.id, address, requestId: requestId() });
      if (policy.auditVerifications) {
        const blocked = gateway.record({
          site: site.id,
          action: 'password.blocked',
          by: typedName(credential.user),
          address,
          userAgent: userAgentOf(request),
          requestId: requestId(),
          details: {},
        });
        if (blocked) background.waitUntil(blocked);
      }
      return passwordsBlocked(requestId());
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
  { policyOf, outageLines }: Gateway,
  site: Site,
  requestId: RequestId,
): Promise<Policy> {
  try {
    return await policyOf(site.id);
  } catch (error) {
    if (takeOfAll(outageLines))
      log('error', 'policy.unreadable', {
        requestId: requestId(),
        site: site.id,
        ...errorFacts(error),
      });
    throw new Problem('unavailable', 'Whether passwords are accepted cannot be told right now');
  }
}

type Checking = Pick<
  Gateway,
  'verifier' | 'lookup' | 'reseal' | 'auditVerification' | 'outageLines' | 'metrics'
>;

/** Verifies, logs what did not pass, notes the use of what did, and tells the audit of both. */
export function check(
  gateway: Checking,
  attempt: Presented,
  background: Background,
): Soon<Verdict> {
  return andThen(gateway.verifier.verify(attempt, background), (verdict) =>
    note(gateway, verdict, attempt, background),
  );
}

function note(
  gateway: Checking,
  verdict: Verdict,
  attempt: Presented,
  background: Background,
): Verdict {
  gateway.metrics.count(attempt.site.id, countedAs(verdict));
  const audited = gateway.auditVerification(verdict, attempt);
  if (audited) background.waitUntil(audited);
  if (verdict.kind !== 'good') {
    logVerdict(gateway, verdict, attempt);
    return verdict;
  }
  const use = gateway.verifier.useOf(verdict, attempt);
  if (use) {
    const failed = (error: unknown) =>
      log('warn', 'token.use-not-noted', {
        requestId: attempt.requestId(),
        id: use.id,
        ...errorFacts(error),
      });
    background.waitUntil(noteUse(gateway, verdict, use).catch(failed));
  }
  return verdict;
}

/** A token that moves to the present pepper takes along what is sealed with it, in the same statement. */
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

function countedAs(verdict: Verdict) {
  switch (verdict.kind) {
    case 'good':
      return 'passed';
    case 'refused':
      return verdict.reason === 'malformed' ? 'malformed' : 'refused';
    case 'beyond-limit':
      return 'limited';
    case 'forbidden':
    case 'unavailable':
      return verdict.kind;
  }
}

function logVerdict(
  { outageLines }: Checking,
  verdict: Exclude<Verdict, { kind: 'good' }>,
  { site, address, requestId }: Presented,
): void {
  if (verdict.kind === 'beyond-limit' && !verdict.isNews) return;
  if (verdict.kind === 'unavailable' && !takeOfAll(outageLines)) return;
  const facts = { requestId: requestId(), site: site.id, address };
  if (verdict.kind === 'unavailable')
    log('error', 'token.unavailable', { ...facts, ...errorFacts(verdict.cause) });
  else
    log('info', `token.${verdict.kind}`, {
      ...facts,
      reason: 'reason' in verdict ? verdict.reason : undefined,
    });
}
