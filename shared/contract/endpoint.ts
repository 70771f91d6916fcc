import type * as v from 'valibot';
import type { ProblemCode } from './problem.ts';

type Schema = v.GenericSchema<unknown, unknown>;

/** One call of the API as both sides see it. Paths lie under `{site url}/_postern/api/v1`; `:id` is a path parameter. */
export interface Endpoint<
  Path extends string = string,
  Query extends Schema | undefined = Schema | undefined,
  Body extends Schema | undefined = Schema | undefined,
  Answer extends Schema | undefined = Schema | undefined,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** What the path lies under, at the site's URL; the API's own for all that the extension calls. */
  base: string;
  path: Path;
  /** One sentence for openapi.json. */
  summary: string;
  /** `session`: the browser's own session with the product; `token`: Basic or Bearer with an API token. */
  access: 'session' | 'token' | 'anyone';
  status: 200 | 201 | 202 | 204;
  query: Query;
  body: Body;
  answer: Answer;
  /** The media types of an answer that is no JSON and may be long. */
  streams: readonly string[] | undefined;
  /** What may go wrong beside what can with every call of this access. */
  problems: readonly ProblemCode[];
}

export const apiBase = '/_postern/api/v1';

/** The header that no form and no plain link can send; without it the API answers nothing (CSRF). */
export const clientHeader = 'X-Postern-Client';

type Optional = 'base' | 'query' | 'body' | 'answer' | 'access' | 'status' | 'streams' | 'problems';

interface Wish<
  Path extends string,
  Query extends Schema | undefined,
  Body extends Schema | undefined,
  Answer extends Schema | undefined,
> extends Omit<Endpoint<Path, Query, Body, Answer>, Optional> {
  base?: string;
  access?: Endpoint['access'];
  status?: Endpoint['status'];
  query?: Query;
  body?: Body;
  answer?: Answer;
  streams?: Endpoint['streams'];
  problems?: Endpoint['problems'];
}

export function defineEndpoint<
  const Path extends string,
  Query extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
  Answer extends Schema | undefined = undefined,
>(wish: Wish<Path, Query, Body, Answer>): Endpoint<Path, Query, Body, Answer> {
  return {
    base: apiBase,
    access: 'session',
    status: 200,
    streams: undefined,
    problems: [],
    ...wish,
    query: wish.query as Query,
    body: wish.body as Body,
    answer: wish.answer as Answer,
  };
}

/** What a caller passes: `id` for a path with one, the query and the body as their schemas read them. */
export type InputOf<E extends Endpoint> = (E['path'] extends `${string}:id${string}`
  ? { id: string }
  : unknown) &
  (E['query'] extends Schema ? { query?: v.InferInput<E['query']> } : unknown) &
  (E['body'] extends Schema ? { body: v.InferInput<E['body']> } : unknown);

/** What a caller gets back; undefined where the answer has no body (204). */
export type AnswerOf<E extends Endpoint> = E['answer'] extends Schema
  ? v.InferOutput<E['answer']>
  : undefined;
