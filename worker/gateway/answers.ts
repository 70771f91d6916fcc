import type { Site } from '../env.ts';
import { Problem, problemResponse } from '../problem.ts';
import type { Verdict } from './evaluate.ts';

/** The one answer to every request that lacks a good credential: the same bytes whatever the reason. */
export function unauthorized({ name, id }: Site): Response {
  const realm = /^[\x20-\x7e]+$/.test(name) ? name.replace(/["\\]/g, '\\$&') : id;
  return new Response('A valid user name and API token are needed.\n', {
    status: 401,
    headers: {
      'WWW-Authenticate': `Basic realm="${realm}", charset="UTF-8"`,
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
    },
  });
}

/** What the gateway and `GET /self` answer where a token does not pass. */
export function refusal(
  site: Site,
  verdict: Exclude<Verdict, { kind: 'good' }>,
  requestId: string,
): Response {
  switch (verdict.kind) {
    case 'refused':
      return unauthorized(site);
    case 'forbidden':
      return problemResponse(new Problem('forbidden', forbiddenDetail[verdict.reason]), requestId);
    case 'unavailable':
      return problemResponse(
        new Problem('unavailable', 'The token cannot be checked right now'),
        requestId,
      );
  }
}

const forbiddenDetail = {
  scope: 'This token may only read',
  address: 'This token may not be used from this address',
};

export function passwordsBlocked(requestId: string): Response {
  const detail = 'Passwords are not accepted here; use your user name and an API token instead';
  return problemResponse(new Problem('forbidden', detail), requestId);
}

/** To a token that asks the product for credentials of its own, which nothing here could end. */
export function noTokensOfTheProduct(): Problem {
  return new Problem('forbidden', 'A token cannot make tokens of the product; log in instead');
}
