import type { Policy } from '../../shared/contract/policy.ts';
import type { Rehash, TokenLookup, TokenUse } from '../db/token-lookup.ts';
import type { BlockedPassword } from '../domain/token.ts';
import type { Site } from '../env.ts';
import { errorFacts, log } from '../log.ts';
import type { ActAs } from '../origin/act-as/act-as.ts';
import type { OwnerCheck } from '../origin/owner-check.ts';
import { Problem, problemResponse } from '../problem.ts';
import { passwordsBlocked, refusal } from './answers.ts';
import { parseCredential } from './credential.ts';
import { type Fetch, forwardAsOwner, passThrough } from './forward.ts';
import { clientAddress, isWebSocket, scopeFor, userAgentOf } from './request.ts';
import { type Target, targetOf } from './target.ts';
import type { Attempt, Verdict, Verifier } from './verify.ts';

export interface Gateway {
  verifier: Verifier;
  lookup: Pick<TokenLookup, 'touch'>;
  policyOf: (site: string) => Promise<Policy>;
  actAs: (site: Site) => ActAs;
  owners: OwnerCheck;
  fetch: Fetch;
  proxySecret: string | undefined;
  /** Writes an event for the audit, unless there have been enough of them. */
  auditPassword: (blocked: BlockedPassword) => Promise<void> | undefined;
  /** What lies sealed beside a token, sealed anew under the present pepper; undefined where nothing does, or it won't open. */
  reseal: (good: GoodToken) => Promise<string | undefined>;
}

export type GoodToken = Pick<Extract<Verdict, { kind: 'good' }>, 'token' | 'secret'>;

/** Lets work go on after the answer (`waitUntil`). */
export type Background = Pick<ExecutionContext, 'waitUntil'>;

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
  const credential = parseCredential(request.headers.get('Authorization'));
  switch (credential.kind) {
    case 'none':
      return passThrough(request, target, gateway.actAs(site), gateway.fetch);
    case 'password': {
      const policy = await readPolicy(gateway, site);
      if (policy.passwords === 'allow')
        return passThrough(request, target, gateway.actAs(site), gateway.fetch);
      const address = clientAddress(request);
      log('info', 'password.blocked', { site: site.id, address, requestId });
      if (policy.auditVerifications) {
        const userAgent = userAgentOf(request);
        const blocked = { site: site.id, userName: credential.user, address, userAgent, requestId };
        background.waitUntil(audit(gateway, blocked));
      }
      return passwordsBlocked(requestId);
    }
    case 'malformed':
    case 'token': {
      const needs = isWebSocket(request) ? 'write' : scopeFor(request.method);
      const verdict = await check(
        gateway,
        { site, credential, needs, address: clientAddress(request) },
        background,
      );
      if (verdict.kind !== 'good') return refusal(site, verdict, requestId);
      const { owners, fetch } = gateway;
      return forwardAsOwner(request, target, {
        ...verdict,
        actAs: gateway.actAs(site),
        owners,
        fetch,
      });
    }
  }
}

async function readPolicy({ policyOf }: Gateway, site: Site): Promise<Policy> {
  try {
    return await policyOf(site.id);
  } catch (error) {
    log('error', 'policy.unreadable', { site: site.id, ...errorFacts(error) });
    throw new Problem('unavailable', 'Whether passwords are accepted cannot be told right now');
  }
}

/** The answer is given whatever becomes of it. */
async function audit({ auditPassword }: Gateway, blocked: BlockedPassword): Promise<void> {
  try {
    await auditPassword(blocked);
  } catch (error) {
    log('error', 'audit.not-written', { site: blocked.site, ...errorFacts(error) });
  }
}

/** Verifies, logs what did not pass, and notes the use of what did. */
export async function check(
  gateway: Pick<Gateway, 'verifier' | 'lookup' | 'reseal'>,
  attempt: Attempt,
  background: Background,
): Promise<Verdict> {
  const verdict = await gateway.verifier.verify(attempt);
  if (verdict.kind !== 'good') {
    logVerdict(verdict, attempt);
    return verdict;
  }
  const use = gateway.verifier.useOf(verdict.token, verdict.secret, attempt.address);
  if (use) {
    const failed = (error: unknown) =>
      log('warn', 'token.use-not-noted', { id: use.id, ...errorFacts(error) });
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

function logVerdict(verdict: Exclude<Verdict, { kind: 'good' }>, { site, address }: Attempt): void {
  const facts = { site: site.id, address };
  if (verdict.kind === 'unavailable')
    log('error', 'token.unavailable', { ...facts, ...errorFacts(verdict.cause) });
  else
    log('info', `token.${verdict.kind}`, {
      ...facts,
      reason: 'reason' in verdict ? verdict.reason : undefined,
    });
}
