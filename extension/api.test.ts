import { describe, expect, it, vi } from 'vitest';
import { listAllTokens } from '../shared/contract/manager.ts';
import { getSession } from '../shared/contract/session.ts';
import { createToken, deleteToken } from '../shared/contract/token-changes.ts';
import { createCall } from './api.ts';
import type { SiteUrl } from './sites.ts';

const site = 'https://a.test/jira' as SiteUrl;

function setUp(answer: () => Promise<Response>) {
  const fetch = vi.fn<(url: string, request: RequestInit) => Promise<Response>>(answer);
  return { fetch, call: createCall(site, '1.0.0', fetch as unknown as typeof globalThis.fetch) };
}

const problem =
  (status: number, code: string, more = {}, headers = {}) =>
  async () => {
    const common = { type: 'about:blank', title: code, detail: 'why', requestId: 'r' };
    return Response.json({ ...common, status, code, ...more }, { status, headers });
  };

describe('call', () => {
  it('asks with the session, the client header and the query, lists repeated', async () => {
    const { call, fetch } = setUp(async () => Response.json({ tokens: [], nextCursor: null }));
    const answer = await call(listAllTokens, {
      query: { owner: ['a', 'b'], q: 'ä&x', sort: 'owner' },
    });
    expect(answer).toMatchObject({ ok: true, value: { tokens: [], nextCursor: null } });
    const [url, request] = fetch.mock.calls[0]!;
    expect(url).toBe(
      'https://a.test/jira/_postern/api/v1/manager/tokens?owner=a&owner=b&q=%C3%A4%26x&sort=owner',
    );
    expect(request).toMatchObject({ method: 'GET', credentials: 'include', redirect: 'manual' });
    expect(request.headers).toEqual({ 'X-Postern-Client': 'postern/1.0.0' });
  });

  it('sends JSON, and takes 204 for an answer without a body', async () => {
    const { call, fetch } = setUp(async () => new Response(null, { status: 204 }));
    expect(await call(deleteToken, { id: 'a/b' })).toMatchObject({ ok: true, value: undefined });
    expect(fetch.mock.calls[0]?.[0]).toMatch(/\/tokens\/a%2Fb$/);
    const body = { description: 'x', expiresAt: null, scope: 'read' as const };
    await call(createToken, { body });
    const [, request] = fetch.mock.calls[1]!;
    expect(request.body).toBe(JSON.stringify(body));
    expect(request.headers).toMatchObject({ 'Content-Type': 'application/json' });
  });

  it.each([
    ['offline', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['timeout', () => Promise.reject(new DOMException('signal timed out', 'TimeoutError'))],
    ['logged-out', problem(401, 'unauthenticated')],
    [
      'logged-out',
      async () =>
        Object.defineProperties(new Response(), {
          type: { value: 'opaqueredirect' },
          status: { value: 0 },
        }),
    ],
    ['unreadable', async () => new Response('<h1>Not here</h1>', { status: 404 })],
    ['unreadable', async () => new Response('<h1>Log in</h1>')],
    ['unreadable', async () => Response.json({ user: 'of another version' })],
    ['unreadable', async () => new Response(null, { status: 204 })],
  ])('says %s', async (kind, answer) => {
    const { call } = setUp(answer);
    expect(await call(getSession, {})).toEqual({ ok: false, failure: { kind } });
  });

  it('says what the Worker says', async () => {
    const { call } = setUp(problem(403, 'forbidden'));
    expect(await call(getSession, {})).toEqual({
      ok: false,
      failure: { kind: 'problem', code: 'forbidden', detail: 'why' },
    });
  });

  it('passes the reason on', async () => {
    const { call } = setUp(problem(409, 'conflict', { reason: 'r' }));
    expect(await call(getSession, {})).toMatchObject({
      failure: { code: 'conflict', reason: 'r' },
    });
  });
});
