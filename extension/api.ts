import * as v from 'valibot';
import {
  type AnswerOf,
  apiBase,
  clientHeader,
  type Endpoint,
  type InputOf,
} from '../shared/contract/endpoint.ts';
import { type ProblemCode, ProblemDetails } from '../shared/contract/problem.ts';
import type { SiteUrl } from './sites.ts';

/** Why a call brought nothing: no network, no session, something that is no Postern Worker (or too old or new), or what the Worker said. */
export type Failure =
  | { kind: 'offline' }
  | { kind: 'logged-out' }
  | { kind: 'unreadable' }
  | { kind: 'problem'; code: ProblemCode; detail: string };

export type Result<Value> = { ok: true; value: Value } | { ok: false; failure: Failure };

/** The one way to the Worker. Never throws. */
export type Call = <E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
) => Promise<Result<AnswerOf<E>>>;

interface Input {
  id?: string;
  query?: Record<string, string | readonly string[] | undefined>;
  body?: unknown;
}

const timeoutMs = 30_000;

export function createCall(site: SiteUrl, version: string, fetch: typeof globalThis.fetch): Call {
  return async <E extends Endpoint>(endpoint: E, input: InputOf<E>) => {
    const { id = '', query = {}, body } = input as Input;
    const path = endpoint.path.replace(':id', encodeURIComponent(id));
    const request: RequestInit = {
      method: endpoint.method,
      credentials: 'include',
      cache: 'no-store',
      // A login page that a proxy redirects to is not an answer of ours.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        [clientHeader]: `postern/${version}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await fetch(`${site}${apiBase}${path}${queryOf(query)}`, request).catch(
      () => undefined,
    );
    if (!response) return failed({ kind: 'offline' });
    return response.status === endpoint.status
      ? readAnswer<E>(endpoint, response)
      : failed(await readProblem(response));
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
  if (!answer) return { ok: true, value: undefined as AnswerOf<E> };
  const parsed = v.safeParse(answer, await response.json().catch(() => undefined));
  return parsed.success
    ? { ok: true, value: parsed.output as AnswerOf<E> }
    : failed({ kind: 'unreadable' });
}

async function readProblem(response: Response): Promise<Failure> {
  const parsed = v.safeParse(ProblemDetails, await response.json().catch(() => undefined));
  if (!parsed.success) return { kind: 'unreadable' };
  const { code, detail } = parsed.output;
  return code === 'unauthenticated' ? { kind: 'logged-out' } : { kind: 'problem', code, detail };
}

function failed(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure };
}
