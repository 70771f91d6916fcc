import * as v from 'valibot';
import { LeakReport, reportLeak } from '../shared/contract/leak.ts';
import { parseSecret, type Secret } from '../shared/token-format.ts';
import type { House } from './assemble.ts';
import type { KnownDeed } from './db/deletion.ts';
import { createLeakStore } from './db/leaked.ts';
import type { Site } from './env.ts';
import { failureKeys } from './gateway/failure-keys.ts';
import { type Background, clientAddress, userAgentOf } from './gateway/request.ts';
import { errorFacts, log } from './log.ts';
import { Problem, problemResponse } from './problem.ts';
import { tellNews } from './webhook/assemble.ts';

/** Every report is answered after a whole number of these: what the database does for a token that is there hides in it. */
const answerMs = 300;
const maxBodyBytes = 4096;

/**
 * `{url}/_postern/leaked`: takes a token from anybody, and deletes it if there is one. No session counts here, and none is
 * needed: whoever knows a token may do worse with it.
 */
export async function handleLeaked(
  house: House,
  request: Request,
  site: Site,
  background: Background,
): Promise<Response> {
  const requestId = crypto.randomUUID();
  try {
    const from = clientAddress(request);
    const [address] = failureKeys('', from, undefined);
    await refuseTooMany(house, address);
    const secret = parseSecret(await readReport(request));
    const begun = house.now();
    if (secret) {
      const query = takeQuery(house, address);
      const deed = {
        by: null,
        address: from,
        userAgent: userAgentOf(request),
        requestId,
      };
      const isFound = await takeBack(house, secret, deed, background).finally(query.end);
      if (isFound) query.giveBack();
      else house.reporters.add(address);
    }
    const rest = answerMs - ((house.now() - begun) % answerMs);
    await new Promise((resolve) => setTimeout(resolve, rest));
    return new Response(JSON.stringify({ received: true }), {
      status: reportLeak.status,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    });
  } catch (error) {
    if (error instanceof Problem) return problemResponse(error, requestId, waitFor(error));
    log('error', 'leak.not-taken', { requestId, site: site.id, ...errorFacts(error) });
    const problem = new Problem('unavailable', 'The report cannot be taken now; send it again');
    return problemResponse(problem, requestId);
  }
}

function waitFor({ code }: Problem): HeadersInit {
  return code === 'rate_limited' ? { 'Retry-After': '60' } : {};
}

/** Counted apart from failed logins, so that neither uses up the other's. */
async function refuseTooMany({ limiter, inTime }: House, address: string): Promise<void> {
  const key = `leaked ${address}`;
  // A limiter that hangs limits nobody, as one that throws.
  const { success } = await inTime(limiter.limit({ key })).catch(() => ({ success: true }));
  if (!success) throw tooMany();
}

/** Throws where many others wait for theirs; or many reported in vain, this address as well, and what they share is used up. */
function takeQuery({ reporters, reportsWaiting }: House, address: string) {
  const share = reporters.shareOf(address, () => false);
  if (share?.isLeft() === false || !reportsWaiting.isLeft()) throw tooMany();
  return { giveBack: share?.take() ?? (() => undefined), end: reportsWaiting.take() };
}

function tooMany(): Problem {
  return new Problem('rate_limited', 'Too many reports; wait a minute');
}

/** What was reported, as it was sent. */
async function readReport(request: Request): Promise<string> {
  if (request.method !== 'POST') throw new Problem('not_found', 'Reports come by POST');
  const text = await readText(request);
  if (!/^application\/json\b/i.test(request.headers.get('Content-Type') ?? '')) return text.trim();
  const report = v.safeParse(LeakReport, jsonOf(text));
  if (!report.success) throw new Problem('invalid_request', 'token is missing');
  return report.output.token.trim();
}

async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes)
      throw new Problem('invalid_request', `The body may have at most ${maxBodyBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('invalid_request', 'The body is not JSON');
  }
}

/** Answers whether there was such a token. */
async function takeBack(
  house: House,
  secret: Secret,
  deed: KnownDeed,
  background: Background,
): Promise<boolean> {
  const { db, now, inTime, forget, settings } = house;
  const hashes = house.hashes(secret);
  const deleteByHash = createLeakStore(db, now);
  const sites = settings.sites.map(({ id }) => id);
  const deleted = await inTime(deleteByHash(sites, hashes, deed)).catch((error: unknown) => {
    // Even where the answer of the database got lost it may be deleted.
    house.forgetHash(hashes[0]);
    throw error;
  });
  for (const { id, site } of deleted) {
    forget(id);
    log('warn', 'token.leaked', { requestId: deed.requestId, site, id });
    const home = settings.sites.find((one) => one.id === site);
    if (home) background.waitUntil(tellNews(house, home).catch(() => undefined));
  }
  return deleted.length > 0;
}
