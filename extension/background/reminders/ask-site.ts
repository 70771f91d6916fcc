import { getSession } from '../../../shared/contract/session.ts';
import { listTokens, type Token } from '../../../shared/contract/token.ts';
import { dayMs } from '../../../shared/lifetime.ts';
import type { Call } from '../../api.ts';

/** Far more than anybody has ending at once. */
const maxPages = 10;

export async function askWho(call: Call): Promise<string | undefined> {
  const answer = await call(getSession, {});
  return answer.ok ? answer.value.user.key : undefined;
}

/** The person's own tokens that end within these days; undefined where the site does not say. */
export async function askForEnding(
  call: Call,
  now: number,
  days: number,
): Promise<Token[] | undefined> {
  const query = {
    expiresFrom: new Date(now).toISOString(),
    expiresTo: new Date(now + days * dayMs + 1).toISOString(),
    sort: 'expires',
    order: 'asc',
    limit: '100',
  } as const;
  const tokens: Token[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page++) {
    const answer: Awaited<ReturnType<typeof call<typeof listTokens>>> = await call(listTokens, {
      query: { ...query, ...(cursor !== null && { cursor }) },
    });
    if (!answer.ok) return undefined;
    tokens.push(...answer.value.tokens);
    cursor = answer.value.nextCursor;
    if (cursor === null) break;
  }
  return tokens;
}
