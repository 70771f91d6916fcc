import * as v from 'valibot';
import {
  type AnswerOf,
  apiBase,
  clientHeader,
  type Endpoint,
  type InputOf,
} from '../shared/contract/endpoint.ts';
import type { Unnamed } from '../shared/contract/openly.ts';
import { type ProblemCode, ProblemDetails } from '../shared/contract/problem.ts';
import type { SiteUrl } from './sites.ts';

/** Why a call brought nothing. */
export type Failure =
  /** No network, or nothing there that answers. */
  | { kind: 'offline' }
  /** No answer in time; what was asked for may have happened all the same. */
  | { kind: 'timeout' }
  | { kind: 'logged-out' }
  /** Something that is no Postern Worker, or one of another version. */
  | { kind: 'unreadable' }
  /** A Worker whose answers this extension does not understand: too old for it, or it for the Worker (ui/state/session.ts). */
  | { kind: 'other-version'; version: string }
  /** What the Worker says; `reason` narrows the code down. */
  | {
      kind: 'problem';
      code: ProblemCode | Unnamed;
      detail: string;
      reason?: string;
    };

export type Result<Value> =
  | { ok: true; value: Value; headers: Headers }
  | { ok: false; failure: Failure };

/** The one way to the Worker. Never throws. */
export type Call = <E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
) => Promise<Result<AnswerOf<E>>>;

/** An answer that is no JSON and may be long, part by part as it arrives; `signal` ends it. Never throws. */
export type Download = <E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  taking: { onPart: (part: Uint8Array<ArrayBuffer>) => void; signal: AbortSignal },
) => Promise<Result<undefined>>;

interface Input {
  id?: string;
  query?: Record<string, string | readonly string[] | undefined>;
  body?: unknown;
}

const timeoutMs = 30_000;

export function createCall(site: SiteUrl, version: string, fetch: typeof globalThis.fetch): Call {
  const ask = createAsk(site, version, fetch);
  return async <E extends Endpoint>(endpoint: E, input: InputOf<E>) => {
    try {
      const response = await ask(endpoint, input as Input, AbortSignal.timeout(timeoutMs));
      return response.status === endpoint.status
        ? await readAnswer<E>(endpoint, response)
        : failed(await readProblem(response));
    } catch (error) {
      const isLate = error instanceof DOMException && error.name === 'TimeoutError';
      return failed({ kind: isLate ? 'timeout' : 'offline' });
    }
  };
}

/** As long as it takes: whoever waits sees how far it is, and can end it. */
export function createDownload(
  site: SiteUrl,
  version: string,
  fetch: typeof globalThis.fetch,
): Download {
  const ask = createAsk(site, version, fetch);
  return async (endpoint, input, { onPart, signal }) => {
    try {
      const response = await ask(endpoint, input as Input, signal);
      if (response.status !== endpoint.status) return failed(await readProblem(response));
      const reader = response.body?.getReader();
      for (;;) {
        const part = await reader?.read();
        if (!part?.value) break;
        onPart(part.value);
      }
      return { ok: true, value: undefined, headers: response.headers };
    } catch {
      // Also one that breaks off: a part is not the whole.
      return failed({ kind: 'offline' });
    }
  };
}

function createAsk(site: SiteUrl, version: string, fetch: typeof globalThis.fetch) {
  return (endpoint: Endpoint, { id = '', query = {}, body }: Input, signal: AbortSignal) => {
    const path = endpoint.path.replace(':id', encodeURIComponent(id));
    return fetch(`${site}${apiBase}${path}${queryOf(query)}`, {
      method: endpoint.method,
      credentials: 'include',
      cache: 'no-store',
      // A login page that a proxy redirects to is not an answer of ours.
      redirect: 'manual',
      signal,
      headers: {
        [clientHeader]: `postern/${version}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
}

function queryOf(query: NonNullable<Input['query']>): string {
  const search = new URLSearchParams();
  for (const [name, value = []] of Object.entries(query)) {
    for (const each of [value].flat()) search.append(name, each);
  }
  return search.size > 0 ? `?${search}` : '';
}

async function readAnswer<E extends Endpoint>(
  { answer }: E,
  response: Response,
): Promise<Result<AnswerOf<E>>> {
  const { headers } = response;
  if (!answer) return { ok: true, value: undefined as AnswerOf<E>, headers };
  const parsed = v.safeParse(answer, await readJson(response));
  return parsed.success
    ? { ok: true, value: parsed.output as AnswerOf<E>, headers }
    : failed({ kind: 'unreadable' });
}

async function readProblem(response: Response): Promise<Failure> {
  // Our own Worker never sends anybody elsewhere: a login in front of it does.
  if (response.type === 'opaqueredirect') return { kind: 'logged-out' };
  const parsed = v.safeParse(ProblemDetails, await readJson(response));
  if (!parsed.success) return { kind: 'unreadable' };
  const { code, detail, reason } = parsed.output;
  if (code === 'unauthenticated') return { kind: 'logged-out' };
  return { kind: 'problem', code, detail, ...(reason && { reason }) };
}

/** Undefined where it is no JSON; a body that breaks off is as good as no answer, and throws. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** There is no such token (any more), or not for this person. */
export function isGone(failure: Failure): boolean {
  return failure.kind === 'problem' && failure.code === 'not_found';
}

function failed(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure };
}
