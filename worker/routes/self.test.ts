import { beforeEach, describe, expect, it } from 'vitest';
import type { Token } from '../../shared/contract/token.ts';
import {
  api,
  basic,
  jira,
  openIsolate,
  setPolicy,
  testEnv,
  wiki,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground } from '../../tests/support/workerd/origin.ts';

let isolate: ReturnType<typeof openIsolate>;
let cookie: string;
beforeEach(async () => {
  isolate = openIsolate();
  cookie = await logIn('jira', 'alice');
});

const self = (headers: Record<string, string>, site = jira) =>
  isolate.fetch(`${site}${api}/self`, { headers });

describe('GET /self', () => {
  it('tells a token its own record, also a reading one, by Basic and Bearer', async () => {
    const { token, secret } = await isolate.create(jira, cookie, { scope: 'read' });
    for (const Authorization of [basic('alice', secret), `Bearer ${secret}`]) {
      const response = await self({ Authorization });
      expect(response.status).toBe(200);
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      const { lastUsedAt: _, lastUsedFrom: __, ...record } = (await response.json()) as Token;
      expect(token).toMatchObject(record);
    }
  });

  it('tells when it really ends where the policy has been shortened', async () => {
    const { token, secret } = await isolate.create(jira, cookie);
    await setPolicy('jira', { maxLifetimeDays: 7 });
    isolate = openIsolate();
    const record: Token = await (await self({ Authorization: basic('alice', secret) })).json();
    expect(Date.parse(record.expiresAt ?? '')).toBe(Date.parse(token.createdAt) + 7 * 86_400_000);
  });

  it('is one 401 without a good token: with a session, a password, another name, site or token', async () => {
    const { secret } = await isolate.create(jira, cookie);
    const other = basic('alice', `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`);
    const answers = [
      await self({}),
      await self({ Cookie: cookie }),
      await self({ Authorization: basic('alice', 'alice') }),
      await self({ Authorization: basic('bob', secret) }),
      await self({ Authorization: other }),
      await self({ Authorization: 'Bearer native' }),
      await self({ Cookie: `pst=${secret}` }),
    ];
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(new Set(texts).size).toBe(1);
    expect((await self({ Authorization: basic('alice', secret) }, wiki)).status).toBe(401);
  });

  it('judges addresses', async () => {
    const { secret } = await isolate.create(jira, cookie, { ipRanges: ['10.0.0.0/8'] });
    expect((await self({ Authorization: basic('alice', secret) })).status).toBe(403);
  });

  it('is 503 where nobody can tell', async () => {
    const { secret } = await isolate.create(jira, cookie);
    const withSession = () => {
      throw new Error('D1_ERROR: down');
    };
    isolate = openIsolate({
      DB: { withSession, prepare: testEnv.DB.prepare.bind(testEnv.DB) } as unknown as D1Database,
    });
    expect((await self({ Authorization: basic('alice', secret) })).status).toBe(503);
  });

  it('never asks the origin', async () => {
    const { secret } = await isolate.create(jira, cookie);
    const before = (await playground.received()).length;
    await self({ Authorization: basic('alice', secret) });
    expect((await playground.received()).length).toBe(before);
  });
});
