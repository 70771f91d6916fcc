import { describe, expect, it } from 'vitest';
import type { Site } from '../env.ts';
import type { OriginAnswer } from './ask.ts';
import { createPat, deletePat, deletePatsOfOthers, type PatOutcome, problemOf } from './pats.ts';

const site: Site = {
  id: 'jira',
  product: 'jira',
  name: 'Jira',
  url: 'https://jira.example.com',
  host: 'https://jira.example.com',
  contextPath: '',
  origin: 'https://origin.example.com',
  actAs: 'pat',
  adminGroups: [],
  signingUrl: 'https://jira.example.com',
  apiTokenAuth: false,
};

const answer = (status: number, json?: unknown) => async (): Promise<OriginAnswer> => ({
  status,
  json,
  headers: new Headers(),
  servedUser: 'alice',
});
const jiraSays = (...errorMessages: string[]) => ({ errorMessages, errors: {} });
const create = (ask: () => Promise<OriginAnswer>, days: number | undefined = 90) =>
  createPat(ask, site, 'JSESSIONID=x', { name: 'n', days });

describe('createPat', () => {
  it.each([
    [17, '17'],
    ['17', '17'],
    [123456789012, '123456789012'],
  ])('takes the id %j', async (id, read) => {
    const created = await create(answer(201, { id, name: 'n', rawToken: 'NjI3=' }));
    expect(created).toEqual({ kind: 'created', pat: { id: read, rawToken: 'NjI3=' } });
  });

  it.each([
    undefined,
    null,
    {},
    { id: 1 },
    { rawToken: 'x' },
    { id: 1, rawToken: '' },
    { id: 1, rawToken: 'a b' },
    { id: 1, rawToken: 'a\r\nX: y' },
    { id: '../admin', rawToken: 'x' },
    { id: {}, rawToken: 'x' },
  ])('makes nothing of the answer %j', async (json) => {
    expect(await create(answer(201, json))).toEqual({ kind: 'unusable' });
  });

  const refusals: [number, unknown, number | undefined, PatOutcome][] = [
    [401, jiraSays('You are not authenticated'), 90, { kind: 'logged-out' }],
    [403, jiraSays('You can have at most 10 tokens.'), 90, { kind: 'limit-reached', limit: 10 }],
    [403, { message: 'Höchstens 25 Token' }, 90, { kind: 'limit-reached', limit: 25 }],
    [403, {}, 90, { kind: 'limit-reached', limit: undefined }],
    [403, undefined, 90, { kind: 'unusable' }],
    [404, undefined, 90, { kind: 'not-offered' }],
    [400, jiraSays('Expiration is more than 30 days'), 90, { kind: 'too-long', maxDays: 30 }],
    [400, { message: 'Gültig für 90 Tage, erlaubt: 30' }, 90, { kind: 'too-long', maxDays: 30 }],
    [400, jiraSays('Too long'), 90, { kind: 'too-long', maxDays: undefined }],
    [400, { errors: { expirationDuration: 'max 7' } }, 90, { kind: 'too-long', maxDays: 7 }],
    [400, undefined, 90, { kind: 'too-long', maxDays: undefined }],
    [400, { errorMessages: 'no list' }, 90, { kind: 'too-long', maxDays: undefined }],
    [400, jiraSays('Expiry is required'), undefined, { kind: 'never-not-allowed' }],
    [400, jiraSays('The token name has 1 bad character'), 90, { kind: 'name-refused' }],
    [302, undefined, 90, { kind: 'unusable' }],
    [500, jiraSays('Oops'), 90, { kind: 'unusable' }],
    [200, { id: 1, rawToken: 'x' }, 90, { kind: 'unusable' }],
  ];
  it.each(refusals)('reads %i with %j, for %j days', async (status, json, days, outcome) => {
    const request = createPat(answer(status, json), site, 'c', { name: 'n', days });
    expect(await request).toEqual(outcome);
  });

  it('is unusable where the product does not answer', async () => {
    const ask = () => Promise.reject(new Error('refused'));
    expect(await create(ask)).toEqual({ kind: 'unusable' });
  });
});

describe('problemOf', () => {
  it.each([
    [{ kind: 'logged-out' }, 'unauthenticated', undefined, 'Log in to Jira first'],
    [{ kind: 'limit-reached', limit: 3 }, 'limit_reached', 'pat-limit-reached', 'at most 3 perso'],
    [{ kind: 'limit-reached', limit: undefined }, 'limit_reached', 'pat-limit-reached', '10 (unle'],
    [{ kind: 'too-long', maxDays: 30 }, 'invalid_request', 'pat-too-long', 'at most 30 days from'],
    [{ kind: 'too-long', maxDays: undefined }, 'invalid_request', 'pat-too-long', '365 (unless'],
    [{ kind: 'never-not-allowed' }, 'invalid_request', 'pat-never', 'expiresAt must not be null'],
    [{ kind: 'name-refused' }, 'invalid_request', 'pat-name', 'description cannot become'],
    [{ kind: 'not-offered' }, 'origin_unavailable', 'pat-not-offered', 'Jira 8.14'],
    [{ kind: 'unusable' }, 'origin_unavailable', 'pat-refused', 'did not give a personal access'],
  ] as const)('of %j', (outcome, code, reason, words) => {
    const problem = problemOf(outcome, site);
    expect(problem).toMatchObject({ code, reason, detail: expect.stringContaining(words) });
  });
});

describe('deletePat and deletePatsOfOthers', () => {
  it.each([
    [204, true, true],
    [200, true, true],
    // Somebody deleted it already; but of the administrators' path it says that there is none.
    [404, true, false],
    [401, false, false],
    [403, false, false],
    [500, false, false],
  ])('with %i', async (status, isGone, areGone) => {
    expect(await deletePat(answer(status), site, 'c', '1')).toBe(isGone);
    expect(await deletePatsOfOthers(answer(status), site, 'c', ['1'])).toBe(areGone);
  });

  it('ask with the session, for exactly these', async () => {
    const asked: Request[] = [];
    const ask = async (request: Request) => {
      asked.push(request);
      return answer(204)();
    };
    await deletePat(ask, site, 'JSESSIONID=x', 'a-1');
    await deletePatsOfOthers(ask, site, 'JSESSIONID=x', ['17', '123456789012345678', 'a-1']);
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'DELETE https://origin.example.com/rest/pat/latest/tokens/a-1',
      'DELETE https://origin.example.com/rest/pat/latest/admin/tokens',
    ]);
    for (const { headers } of asked) {
      expect(headers.get('Cookie')).toBe('JSESSIONID=x');
      expect(headers.get('X-Atlassian-Token')).toBe('no-check');
      expect(headers.get('User-Agent')).toBe('Postern');
    }
    expect(await asked[1]?.json()).toEqual([17, '123456789012345678', 'a-1']);
  });
});
