import {
  createExecutionContext,
  createScheduledController,
  waitOnExecutionContext,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { clientHeader } from '../../../shared/contract/endpoint.ts';
import type { Policy } from '../../../shared/contract/policy.ts';
import { defaultPolicy } from '../../../shared/contract/policy.ts';
import type { CreatedToken } from '../../../shared/contract/token-changes.ts';
import type { Env } from '../../../worker/env.ts';
import { createFrontDoor } from '../../../worker/front-door.ts';

export const jira = 'https://jira.example.com/jira';
export const wiki = 'https://wiki.example.com/confluence';
/** The same Jira by the trusted header, in a site of its own. */
export const jiraByHeader = 'https://jira-by-header.example.com/jira';
/** The same Jira and Confluence by native tokens. */
export const jiraByPat = 'https://jira-by-pat.example.com/jira';
export const wikiByPat = 'https://wiki-by-pat.example.com/confluence';
export const api = '/_postern/api/v1';
export const extensionOrigin = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';

export const testEnv = env as unknown as Env;

export type Isolate = ReturnType<typeof openIsolate>;

/** One isolate of the Worker with its own memory, over the one database and the one playground. */
export function openIsolate(overrides: Partial<Env> = {}) {
  const door = createFrontDoor();

  /** A request as it arrives on the wire, where nobody tidies the URL as the constructor of Request does. */
  async function fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('CF-Connecting-IP')) headers.set('CF-Connecting-IP', '203.0.113.9');
    const request = new Request(url, { redirect: 'manual', ...init, headers });
    if (request.url !== url) Object.defineProperty(request, 'url', { value: url });
    return send(request);
  }

  const ownEnv = { ...testEnv, ...overrides };

  async function send(request: Request): Promise<Response> {
    const context = createExecutionContext();
    const response = await door.fetch(request as never, ownEnv, context);
    await waitOnExecutionContext(context);
    return response;
  }

  /** What the cron trigger with this expression sets off (wrangler.toml). */
  async function schedule(cron: string): Promise<void> {
    const context = createExecutionContext();
    await door.scheduled(createScheduledController({ cron }), ownEnv, context);
    await waitOnExecutionContext(context);
  }

  /** A call of the API with a session, as the extension makes it. */
  function call(method: string, url: string, cookie: string, body?: unknown): Promise<Response> {
    const headers = new Headers({ [clientHeader]: 'test', Cookie: cookie });
    if (method !== 'GET') headers.set('Origin', extensionOrigin);
    if (body !== undefined || method === 'POST') headers.set('Content-Type', 'application/json');
    return fetch(url, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** A new token of the session's user; `wish` changes what it shall be. */
  async function create(
    site: string,
    cookie: string,
    wish: Record<string, unknown> = {},
  ): Promise<CreatedToken> {
    const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const body = { description: 'a test', expiresAt, scope: 'write', ...wish };
    const response = await call('POST', `${site}${api}/tokens`, cookie, body);
    if (response.status !== 201)
      throw new Error(`not created: ${response.status} ${await response.text()}`);
    return response.json();
  }

  return { fetch, send, schedule, call, create };
}

export function basic(user: string, password: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)))}`;
}

export async function setPolicy(site: string, changes: Partial<Policy>): Promise<void> {
  await testEnv.DB.prepare(
    `INSERT INTO policies (site, version, policy, updated_at, updated_by) VALUES (?, 1, ?, 0, 'test')
     ON CONFLICT DO UPDATE SET policy = excluded.policy`,
  )
    .bind(site, JSON.stringify({ ...defaultPolicy, ...changes }))
    .run();
}
