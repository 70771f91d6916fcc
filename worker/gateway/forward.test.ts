import { expect, it } from 'vitest';
import type { ActAs } from '../origin/act-as/act-as.ts';
import { passThrough } from './forward.ts';
import type { Target } from './target.ts';

const site = { origin: 'https://origin.example/jira' } as Target['site'];
const actAs = { identityHeader: 'X-Remote-User' } as ActAs;
const page = '/browse/DEMO-1';
const file = '/s/abc/_/download/batch/app.js';

/** The cache mode that `fetch` gets; undefined is Cloudflare's default. */
async function cacheModeFor(path: string, init: RequestInit = {}): Promise<string | undefined> {
  const request = new Request(`https://jira.example.com/jira${path}`, init);
  let mode: string | undefined;
  await passThrough(request, { site, path, search: '?v=1' }, actAs, async (_, { cache }) => {
    mode = cache;
    return new Response();
  });
  return mode;
}

it.each(['GET', 'HEAD'])('leaves the cache of a static file to Cloudflare: %s', async (method) => {
  expect(await cacheModeFor(file, { method })).toBeUndefined();
});

it('leaves it to Cloudflare for a browser with a session too', async () => {
  expect(await cacheModeFor(file, { headers: { Cookie: 'JSESSIONID=1' } })).toBeUndefined();
});

it.each([page, '/secure/attachment/1/report.pdf', '/s/x/_/secure/attachment/1/report.pdf'])(
  'keeps %s out of the cache',
  async (path) => expect(await cacheModeFor(path)).toBe('no-store'),
);

it.each(['POST', 'PUT', 'OPTIONS', 'DELETE', 'PROPFIND'])(
  'keeps a static path out of the cache: %s',
  async (method) => expect(await cacheModeFor(file, { method })).toBe('no-store'),
);

it.each(['Basic YWxpY2U6YWxpY2U=', 'Bearer native', 'Negotiate abc'])(
  'keeps a static path with credentials out of the cache: %s',
  async (Authorization) =>
    expect(await cacheModeFor(file, { headers: { Authorization } })).toBe('no-store'),
);
