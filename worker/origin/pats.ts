import * as v from 'valibot';
import type { Site } from '../env.ts';
import { Problem } from '../problem.ts';
import { type Ask, asSession, type OriginAnswer } from './ask.ts';

/** A native personal access token of the session's user. `rawToken` is its plain text, fit for a header (RFC 6750). */
export interface Pat {
  id: string;
  rawToken: string;
}

export interface NewPat {
  /** At most 40 characters. */
  name: string;
  /** Whole days; undefined: never expires. */
  days: number | undefined;
}

/** The numbers are those that the product says of its own settings, where it says them. */
export type PatOutcome =
  | { kind: 'created'; pat: Pat }
  | { kind: 'logged-out' }
  | { kind: 'limit-reached'; limit: number | undefined }
  | { kind: 'too-long'; maxDays: number | undefined }
  | { kind: 'never-not-allowed' }
  | { kind: 'name-refused' }
  | { kind: 'not-offered' }
  | { kind: 'unusable' };

const Created = v.object({
  id: v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^[\w-]{1,64}$/)),
  rawToken: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._~+/-]{1,2000}=*$/)),
});

const path = '/rest/pat/latest';

/** Asks the product for a native token of the session's own user (Jira from 8.14, Confluence from 7.9). */
export async function createPat(
  ask: Ask,
  site: Site,
  cookie: string,
  { name, days }: NewPat,
): Promise<PatOutcome> {
  const body = { name, ...(days !== undefined && { expirationDuration: days }) };
  const request = asSession(site, `${path}/tokens`, cookie, { method: 'POST', body });
  const answer = await ask(request).catch(() => undefined);
  const created = v.safeParse(Created, answer?.json);
  if (answer?.status === 201 && created.success) return { kind: 'created', pat: created.output };
  return answer ? refusalIn(answer, days) : { kind: 'unusable' };
}

/** What the product says is in its administrator's words or the user's language; the numbers in it are in any. */
function refusalIn(answer: OriginAnswer, days: number | undefined): PatOutcome {
  const message = messageIn(answer.json);
  const numbers = (message.match(/\d{1,6}/g) ?? []).map(Number);
  switch (answer.status) {
    case 400:
      if (/\bname\b/i.test(message) && !/expir|duration|days/i.test(message))
        return { kind: 'name-refused' };
      if (days === undefined) return { kind: 'never-not-allowed' };
      return { kind: 'too-long', maxDays: numbers.find((number) => number < days) };
    case 401:
      return { kind: 'logged-out' };
    case 403:
      // In plain text it is the XSRF filter, or a proxy.
      return answer.json === undefined
        ? { kind: 'unusable' }
        : { kind: 'limit-reached', limit: numbers[0] };
    case 404:
      return { kind: 'not-offered' };
    default:
      return { kind: 'unusable' };
  }
}

const Messages = v.object({
  /** Jira. */
  errorMessages: v.optional(v.array(v.string()), []),
  errors: v.optional(v.record(v.string(), v.unknown()), {}),
  /** Confluence. */
  message: v.optional(v.string(), ''),
});

function messageIn(json: unknown): string {
  const { success, output } = v.safeParse(Messages, json);
  if (!success) return '';
  const { errorMessages, errors, message } = output;
  return [...errorMessages, ...Object.values(errors), message].join(' ').slice(0, 1000);
}

/** The failure as the person who wanted a token can act on it. */
export function problemOf(
  outcome: Exclude<PatOutcome, { kind: 'created' }>,
  { name, product }: Site,
): Problem {
  switch (outcome.kind) {
    case 'logged-out':
      return new Problem('unauthenticated', `Log in to ${name} first`);
    case 'limit-reached':
      return new Problem(
        'limit_reached',
        `${name} gives each user at most ${outcome.limit ?? '10 (unless its administrator changed it)'} personal access tokens, and each API token here takes one; delete one, here or in your profile there`,
        'pat-limit-reached',
      );
    case 'too-long':
      return new Problem(
        'invalid_request',
        `expiresAt is later than ${name} allows for its personal access tokens: at most ${outcome.maxDays ?? '365 (unless its administrator changed it)'} days from now`,
        'pat-too-long',
      );
    case 'never-not-allowed':
      return new Problem(
        'invalid_request',
        `expiresAt must not be null: ${name} allows no personal access token that never expires`,
        'pat-never',
      );
    case 'name-refused':
      return new Problem(
        'invalid_request',
        `description cannot become the name of a personal access token in ${name}; use plain letters and digits`,
        'pat-name',
      );
    case 'not-offered':
      return new Problem(
        'origin_unavailable',
        `${name} offers no personal access tokens: it takes ${product === 'jira' ? 'Jira 8.14' : 'Confluence 7.9'} or newer, and they must not be switched off`,
        'pat-not-offered',
      );
    case 'unusable':
      return new Problem(
        'origin_unavailable',
        `${name} did not give a personal access token`,
        'pat-refused',
      );
  }
}

/** Whether the session's user has no such native token any more. Never throws. */
export async function deletePat(
  ask: Ask,
  site: Site,
  cookie: string,
  id: string,
): Promise<boolean> {
  const one = `${path}/tokens/${encodeURIComponent(id)}`;
  const status = await statusOf(ask, asSession(site, one, cookie, { method: 'DELETE' }));
  return status === 204 || status === 200 || status === 404;
}

/** The same for native tokens of anybody; takes an administrator of the product. */
export async function deletePatsOfOthers(
  ask: Ask,
  site: Site,
  cookie: string,
  ids: readonly string[],
): Promise<boolean> {
  // The product's own ids are numbers, and its JSON says them so.
  const body = ids.map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : id));
  const request = asSession(site, `${path}/admin/tokens`, cookie, { method: 'DELETE', body });
  const status = await statusOf(ask, request);
  return status === 204 || status === 200;
}

async function statusOf(ask: Ask, request: Request): Promise<number | undefined> {
  return (await ask(request).catch(() => undefined))?.status;
}
