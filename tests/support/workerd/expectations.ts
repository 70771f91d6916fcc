import * as v from 'valibot';
import { expect } from 'vitest';
import { type ProblemCode, ProblemDetails } from '../../../shared/contract/problem.ts';

/** Something no answer may repeat. */
export const marker = 'REPEAT-ME-NOT';

/** A problem of RFC 9457 with our six members, for one person, that repeats nothing. */
export async function expectProblem(response: Response, code: ProblemCode): Promise<void> {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expectPrivate(response);
  const text = await response.text();
  const problem: unknown = JSON.parse(text);
  expect(problem).toMatchObject({
    code,
    status: response.status,
    type: `urn:postern:problem:${code}`,
  });
  expect(v.is(v.strictObject(ProblemDetails.entries), problem)).toBe(true);
  expect(text).not.toContain(marker);
  expect(text).not.toContain('pst_');
}

/** Kept by nobody, read by no page, and no session begun. */
export function expectPrivate({ headers }: Response): void {
  expect(headers.get('Cache-Control')).toBe('no-store');
  expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  expect(headers.get('Set-Cookie')).toBeNull();
  // Not ours to say for the site's host, and those below it.
  expect(headers.get('Strict-Transport-Security')).toBeNull();
}
