import * as v from 'valibot';
import { LeakReport, reportLeak } from '../shared/contract/leak.ts';
import { parseSecret, type Secret } from '../shared/token-format.ts';
import type { House } from './assemble.ts';
import type { KnownDeed } from './db/deletion.ts';
import { createLeakStore } from './db/leaked.ts';
import type { Site } from './env.ts';
import { type Background, clientAddress, userAgentOf } from './gateway/request.ts';
import { errorFacts, log } from './log.ts';
import { Problem, problemResponse } from './problem.ts';
import { tellNews } from './webhook/assemble.ts';

const maxBodyBytes = 4096;

/**
 * `{url}/_postern/leaked`: deletes a reported token. It takes no session, because a person who knows a token could do worse with
 * it. The tag keeps made-up tokens away from the database.
 */
export async function handleLeaked(
  house: House,
  request: Request,
  site: Site,
  background: Background,
): Promise<Response> {
  const requestId = crypto.randomUUID();
  try {
    const secret = parseSecret(await readReport(request));
    if (secret && house.tagger.isTagValid(secret)) {
      const deed = {
        by: null,
        address: clientAddress(request),
        userAgent: userAgentOf(request),
        requestId,
      };
      await deleteReported(house, secret, deed, background);
    }
    return new Response(JSON.stringify({ received: true }), {
      status: reportLeak.status,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    });
  } catch (error) {
    if (error instanceof Problem) return problemResponse(error, requestId);
    log('error', 'leak.not-taken', { requestId, site: site.id, ...errorFacts(error) });
    const problem = new Problem('unavailable', 'The report cannot be taken now; send it again');
    return problemResponse(problem, requestId);
  }
}

/** The reported text. */
async function readReport(request: Request): Promise<string> {
  if (request.method !== 'POST') throw new Problem('not_found', 'Reports come by POST');
  const text = await readText(request);
  if (!/^application\/json\b/i.test(request.headers.get('Content-Type') ?? '')) return text.trim();
  const report = v.safeParse(LeakReport, parseJson(text));
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('invalid_request', 'The body is not JSON');
  }
}

/** A report costs at most one lookup, which waits for a slot as verification does, and a deletion if the token exists. */
async function deleteReported(
  house: House,
  secret: Secret,
  deed: KnownDeed,
  background: Background,
): Promise<void> {
  const { tokenCache, hasher, lookups, retry } = house;
  const hash = hasher.hash(secret);
  const release = await retry(() => lookups.acquire(hash));
  try {
    const cached = tokenCache.get(hash);
    const isKnownDeleted = cached !== undefined && !cached.row;
    if (!isKnownDeleted) await deleteByHash(house, { secret, hash }, deed, background);
  } finally {
    release();
  }
}

async function deleteByHash(
  house: House,
  { secret, hash }: { secret: Secret; hash: string },
  deed: KnownDeed,
  background: Background,
): Promise<void> {
  const { db, now, inTime, tokenCache, hasher, settings } = house;
  const start = tokenCache.startRead();
  const hashes = hasher.storedHashes(secret, hash);
  const sites = settings.sites.map(({ id }) => id);
  const deleting = inTime(createLeakStore(db, now)(sites, hashes, deed));
  const deleted = await deleting.catch((error: unknown) => {
    // The deletion may have happened even if the database's answer got lost.
    tokenCache.forgetHash(hash);
    throw error;
  });
  if (deleted.length === 0) tokenCache.setNegative(hash, undefined, start);
  for (const { id, site } of deleted) {
    tokenCache.forget(id);
    log('warn', 'token.leaked', { requestId: deed.requestId, site, id });
    const home = settings.sites.find((one) => one.id === site);
    if (home) background.waitUntil(tellNews(house, home).catch(() => undefined));
  }
}
