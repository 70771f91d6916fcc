import { describe, expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { readSettings } from '../env.ts';
import { createAsk, servedUserOf } from './ask.ts';
import { askWhoIsAsking } from './session.ts';

const { sites } = readSettings(testEnv);
const [jira, , wiki] = sites;

type Answers = Record<
  string,
  { status?: number; json?: unknown; headers?: Record<string, string> }
>;

/** Asks a product that gives these answers by path. */
function ask(product: 'jira' | 'confluence', answers: Answers, asked: Request[] = []) {
  const site = (product === 'jira' ? jira : wiki) ?? expect.fail();
  const fetch = async (request: Request) => {
    asked.push(request);
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.replace(/^\/(jira|confluence)/, '');
    const answer = answers[`${path}#${searchParams.get('start')}`] ??
      answers[path] ?? { status: 404 };
    return new Response(answer.json === undefined ? '<html>' : JSON.stringify(answer.json), {
      status: answer.status ?? 200,
      headers: {
        'Content-Type': answer.json === undefined ? 'text/html' : 'application/json;charset=UTF-8',
        ...answer.headers,
      },
    });
  };
  return askWhoIsAsking(createAsk(fetch), site, 'JSESSIONID=1');
}

const myself = {
  key: 'k',
  name: 'alice',
  displayName: 'Alice',
  active: true,
  groups: { items: [{ name: 'g' }] },
};
const permissions = {
  permissions: { ADMINISTER: { havePermission: false }, SYSTEM_ADMIN: { havePermission: true } },
};
const jiraSays = (change: Answers[string], rights: Answers[string] = { json: permissions }) =>
  ask('jira', { '/rest/api/2/myself': change, '/rest/api/2/mypermissions': rights });

describe('a session of Jira', () => {
  it('is the person that Jira names', async () => {
    expect(await jiraSays({ json: myself })).toEqual({
      key: 'k',
      name: 'alice',
      displayName: 'Alice',
      groups: ['g'],
      isAdministrator: true,
    });
  });

  it.each([
    ['401', { status: 401, json: {} }],
    ['403', { status: 403 }],
    ['served as anonymous', { json: myself, headers: { 'X-AUSERNAME': 'anonymous' } }],
    ['an inactive user', { json: { ...myself, active: false } }],
  ])('is nobody with %s', async (_, answer) => expect(await jiraSays(answer)).toBeUndefined());

  it.each([
    ['a page instead of JSON', {}],
    ['a redirect', { status: 302, headers: { Location: '/login.jsp' } }],
    ['500', { status: 500, json: myself }],
    ['503 for nobody', { status: 503, headers: { 'X-AUSERNAME': 'anonymous' } }],
    ['no key', { json: { ...myself, key: undefined } }],
    ['an empty key', { json: { ...myself, key: '' } }],
    ['no groups', { json: { ...myself, groups: undefined } }],
    ['a list', { json: [myself] }],
  ])('is a failure of Jira with %s', async (_, answer) => {
    await expect(jiraSays(answer)).rejects.toMatchObject({ code: 'origin_unavailable' });
  });

  it('administers nothing where Jira does not say so', async () => {
    for (const rights of [{ status: 401 }, { status: 500 }, { json: { permissions: {} } }])
      expect(await jiraSays({ json: myself }, rights)).toMatchObject({ isAdministrator: false });
  });
});

describe('a session of Confluence', () => {
  const current = { type: 'known', username: 'alice', userKey: 'k', displayName: 'Alice' };
  const groups = (from: number, count: number, limit?: number) => ({
    json: { results: Array.from({ length: count }, (_, i) => ({ name: `g${from + i}` })), limit },
  });

  it('has the groups of every page, also where the product gives fewer a page than asked for', async () => {
    const asked: Request[] = [];
    const person = await ask(
      'confluence',
      {
        '/rest/api/user/current': { json: current },
        '/rest/api/user/memberof#0': groups(0, 50, 50),
        '/rest/api/user/memberof#50': groups(50, 50, 50),
        '/rest/api/user/memberof#100': {
          json: { results: [{ name: 'confluence-administrators' }], limit: 50 },
        },
      },
      asked,
    );
    expect(person?.groups).toHaveLength(101);
    expect(person?.isAdministrator).toBe(true);
    expect(asked).toHaveLength(5);
  });

  it('is nobody where it is anonymous', async () => {
    for (const answer of [
      { json: { type: 'anonymous' } },
      { status: 403 },
      { status: 401, json: {} },
    ])
      expect(await ask('confluence', { '/rest/api/user/current': answer })).toBeUndefined();
  });

  const granted = (targetType: string, operationKey: string, subject?: object) => ({
    operation: { targetType, operationKey },
    ...(subject && { subject }),
  });
  const withPermissions = (answer: Answers[string]) =>
    ask('confluence', {
      '/rest/api/user/current': { json: current },
      '/rest/api/user/memberof': groups(0, 1),
      '/rest/api/permissions/user/k': answer,
    });

  it.each([
    [granted('application', 'administer')],
    [granted('system', 'administer', { type: 'user', userKey: 'k' })],
  ])('administers by a permission of its own: %o', async (permission) => {
    const json = [granted('space', 'create'), permission];
    expect((await withPermissions({ json }))?.isAdministrator).toBe(true);
  });

  it.each<Answers[string]>([
    { status: 404 },
    { status: 403, json: [granted('application', 'administer')] },
    { status: 500 },
    { json: {} },
    { json: [] },
    { json: [{ operation: 'administer' }] },
    { json: [granted('space', 'administer')] },
    { json: [granted('application', 'use')] },
    { json: [granted('application', 'administer', { type: 'user', userKey: 'other' })] },
  ])('administers nothing where the permissions are %o', async (answer) => {
    expect((await withPermissions(answer))?.isAdministrator).toBe(false);
  });

  it('asks for no permissions by a key that would be another path', async () => {
    const asked: Request[] = [];
    const odd = { ...current, userKey: '..' };
    const answers = {
      '/rest/api/user/current': { json: odd },
      '/rest/api/user/memberof': groups(0, 1),
    };
    expect((await ask('confluence', answers, asked))?.isAdministrator).toBe(false);
    expect(asked).toHaveLength(2);
  });

  it('is a failure of Confluence where its groups are not told', async () => {
    const answers = {
      '/rest/api/user/current': { json: current },
      '/rest/api/user/memberof': { status: 500 },
    };
    await expect(ask('confluence', answers)).rejects.toMatchObject({ code: 'origin_unavailable' });
  });
});

describe('the question', () => {
  it('carries the session and nothing else', async () => {
    const asked: Request[] = [];
    await ask(
      'jira',
      { '/rest/api/2/myself': { status: 401 }, '/rest/api/2/mypermissions': { status: 401 } },
      asked,
    );
    for (const request of asked) {
      expect([...request.headers.keys()].sort()).toEqual(['accept', 'cookie', 'user-agent']);
      expect(request.method).toBe('GET');
      expect(request.url.startsWith(jira?.origin ?? '-')).toBe(true);
    }
  });
});

describe('the user that an answer names', () => {
  const named = (value: string) => servedUserOf(new Headers({ 'X-AUSERNAME': value }));

  it.each([
    ['m%C3%A4rta', 'märta'],
    ['a+b%2Bc', 'a b+c'],
    ['100%', '100%'],
    ['%C3', '%C3'],
    ['anonymous', 'anonymous'],
  ])('is read from %s as %s', (value, user) => expect(named(value)).toBe(user));

  it('is nobody we know of where it names none', () =>
    expect(servedUserOf(new Headers())).toBeUndefined());
});
