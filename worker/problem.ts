import {
  type ProblemCode,
  type ProblemDetails,
  type ProblemReason,
  problemStatus,
} from '../shared/contract/problem.ts';

/** A failure that the caller may know of. `detail` names fields and never repeats what was sent. */
export class Problem extends Error {
  override name = 'Problem';

  readonly code: ProblemCode;
  readonly detail: string;
  /** Narrows the code down, for texts in another language than the detail's. */
  readonly reason: ProblemReason | undefined;

  constructor(code: ProblemCode, detail: string, reason?: ProblemReason) {
    super(code);
    this.code = code;
    this.detail = detail;
    this.reason = reason;
  }
}

const titles: Record<ProblemCode, string> = {
  invalid_request: 'Invalid request',
  unauthenticated: 'Not logged in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Changed meanwhile',
  limit_reached: 'Limit reached',
  origin_unavailable: 'The product did not answer as it should',
  unavailable: 'Cannot tell right now',
  internal: 'Internal error',
};

/** An overload of the database ends soon. */
const retryAfterSeconds = '2';

/** The problem as `application/problem+json` (RFC 9457). */
export function problemResponse(
  problem: Problem,
  requestId: string,
  headers: HeadersInit = {},
): Response {
  const { code, detail, reason } = problem;
  const status = problemStatus[code];
  const body: ProblemDetails = {
    type: `urn:postern:problem:${code}`,
    title: titles[code],
    status,
    code,
    detail,
    requestId,
    ...(reason && { reason }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(code === 'unavailable' && { 'Retry-After': retryAfterSeconds }),
      ...headers,
    },
  });
}
