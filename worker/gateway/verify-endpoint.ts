import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { TokenRow } from '../db/token-lookup.ts';
import type { Site } from '../env.ts';
import { isHeaderValue } from '../header-value.ts';
import { errorFacts, log } from '../log.ts';
import { createLru } from '../lru.ts';
import { Problem, problemResponse } from '../problem.ts';
import { noTokensOfTheProduct, refusal, unauthorized } from './answers.ts';
import { parseCredential } from './credential.ts';
import type { VerificationRequest } from './evaluate.ts';
import { check, type Gateway } from './gateway.ts';
import { mayBeWhereCredentialsAreMade } from './path.ts';
import { type Background, clientAddress, scopeFor } from './request.ts';

/**
 * `{url}/_postern/verify`: forward auth for a proxy in front of an origin. 200 with all identity headers, or 401, 403, 503
 * with none of them and nothing else, since nginx turns every other status into 500. The body is not read.
 */
export async function handleVerify(
  gateway: Gateway,
  request: Request,
  site: Site,
  background: Background,
): Promise<Response> {
  const requestId = crypto.randomUUID();
  try {
    const credential = parseCredential(request.headers.get('Authorization'));
    if (credential.kind === 'none' || credential.kind === 'password') return unauthorized(site);
    const { needs, address } = judgedOf(request, isProven(request, gateway.proxySecret));
    const presented = { site, credential, needs, address, request, requestId };
    const verdict = await check(gateway, presented, background);
    if (verdict.kind !== 'good') return refusal(site, verdict, requestId);
    if (needs === 'write' && mayMakeCredentials(request))
      return problemResponse(noTokensOfTheProduct(), requestId);
    return gateway.passOf(verdict.token) ?? problemResponse(ownerCannotBeSaid(), requestId);
  } catch (error) {
    log('error', 'verify.failed', { requestId, site: site.id, ...errorFacts(error) });
    return refusal(site, { kind: 'unavailable', cause: error }, requestId);
  }
}

function ownerCannotBeSaid(): Problem {
  return new Problem('forbidden', 'The name of the owner cannot be said in a header');
}

/** As many as are asked for in a while: each takes 3 kB outside of the heap, where nothing would make room for more. */
const maxPasses = 1000;

/**
 * Makes the 200 with all identity headers of a row; undefined where they cannot say the owner. One answer serves many requests:
 * it has no body, so that nothing of it is used up, and costs more to make than all else here.
 */
export function createPasses(): (token: TokenRow) => Response | undefined {
  const passes = createLru<TokenRow, Response>(maxPasses);
  return (token) => {
    const kept = passes.get(token);
    if (kept) return kept;
    const { ownerName, ownerKey, id, scope } = token;
    if (![ownerName, ownerKey].every(isHeaderValue)) return undefined;
    const pass = new Response(null, {
      headers: {
        'Remote-User': ownerName,
        'X-Postern-User-Key': ownerKey,
        'X-Postern-Token-Id': id,
        'X-Postern-Scope': scope,
        'Cache-Control': 'no-store',
      },
    });
    passes.set(token, pass);
    return pass;
  };
}

const methodHeaders = ['X-Forwarded-Method', 'X-Original-Method'];
const uriHeaders = ['X-Original-URI', 'X-Forwarded-Uri'];

/**
 * What is said of the original request counts only from a proxy that proved itself, or from the operator's own URL. Where
 * two headers say it, the proxy set one of them and its client may have set the other: the stricter reading holds.
 */
function judgedOf(
  request: Request,
  proven: boolean,
): Pick<VerificationRequest, 'needs' | 'address'> {
  const methods = valuesOf(request, methodHeaders);
  const isWriting = methods.some((method) => scopeFor(method) === 'write');
  const isReading = (proven && methods.length > 0) || isReadingByUrl(request);
  return {
    needs: isReading && !isWriting ? 'read' : 'write',
    address: proven ? addressSaid(request) : clientAddress(request),
  };
}

/** As the gateway refuses it, where the proxy says what it was asked for; also of no proof, since it only ever refuses. */
function mayMakeCredentials(request: Request): boolean {
  // A header that came twice is one value here, joined by a comma and a space, which no URI has.
  const uris = valuesOf(request, uriHeaders).flatMap((uri) => uri.split(', '));
  if (!uris.some(mayBeWhereCredentialsAreMade)) return false;
  const methods = valuesOf(request, methodHeaders);
  return methods.length === 0 || methods.some((method) => method !== 'DELETE');
}

/** `?scope=read`, alone: a proxy that hands its client's query on (Caddy does) says the method as well. */
function isReadingByUrl(request: Request): boolean {
  const { url } = request;
  const at = url.indexOf('?');
  if (at < 0) return false;
  const query = url.slice(at + 1);
  if (query === 'scope=read') return true;
  const scopes = new URLSearchParams(query.replace(/#.*/s, '')).getAll('scope');
  return scopes.length > 0 && scopes.every((scope) => scope === 'read');
}

/** The client's address as its proxy says it; empty, which lies in no range, where two headers differ. */
function addressSaid(request: Request): string {
  const [lastHop] = valuesOf(request, ['X-Forwarded-For']).map((hops) => hops.split(',').at(-1));
  const said = [...valuesOf(request, ['X-Real-IP']), lastHop].filter((one) => one !== undefined);
  const [address = clientAddress(request), ...others] = new Set(said.map((one) => one.trim()));
  return others.length > 0 ? '' : address;
}

function valuesOf({ headers }: Request, names: readonly string[]): string[] {
  return names.map((name) => headers.get(name)).filter((value) => value !== null);
}

function isProven(request: Request, secret: string | undefined): boolean {
  if (secret === undefined) return false;
  const shown = request.headers.get('X-Postern-Proxy-Secret');
  return shown !== null && isEqual(shown, secret);
}

/** Compares digests in constant time, so that neither length nor a common beginning shows. */
function isEqual(a: string, b: string): boolean {
  return crypto.subtle.timingSafeEqual(sha256(utf8ToBytes(a)), sha256(utf8ToBytes(b)));
}
