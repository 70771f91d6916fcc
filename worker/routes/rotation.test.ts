import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RotatedToken } from '../../shared/contract/rotation.ts';
import type { Token } from '../../shared/contract/token.ts';
import type { CreatedToken } from '../../shared/contract/token-changes.ts';
import { dayMs } from '../../shared/lifetime.ts';
import {
  api,
  basic,
  jira,
  jiraByPat,
  openIsolate,
  setPolicy,
  testEnv,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground, playgroundOrigin } from '../../tests/support/workerd/origin.ts';
import {
  alice,
  auditTrail,
  bob,
  carol,
  dump,
  insertTokens,
} from '../../tests/support/workerd/tokens.ts';

let isolate: ReturnType<typeof openIsolate>;
let cookie: string;
beforeEach(async () => {
  vi.useRealTimers();
  isolate = openIsolate();
  cookie = await logIn('jira', 'alice');
});

const rotate = (id: string, body: object = {}, session = cookie, site = jira) =>
  isolate.call('POST', `${site}${api}/tokens/${id}/rotate`, session, body);

async function rotated(id: string, body: object = {}, session = cookie, site = jira) {
  const response = await rotate(id, body, session, site);
  if (response.status !== 201) return expect.fail(await response.text());
  return response.json<RotatedToken>();
}

const statusWith = async (secret: string, door = isolate, site = jira) =>
  (
    await door.fetch(`${site}/rest/playground/echo`, {
      headers: { Authorization: basic('alice', secret) },
    })
  ).status;

/** The same without the origin, whose clock is its own. */
const verified = async (secret: string, door: typeof isolate) =>
  (
    await door.fetch(`${jira}/_postern/verify?scope=read`, {
      headers: { Authorization: basic('alice', secret) },
    })
  ).status;

async function refusalOf(response: Response): Promise<[number, string, string]> {
  const { code, detail } = await response.json<{ code: string; detail: string }>();
  return [response.status, code, detail];
}

const lengthOf = ({ createdAt, expiresAt }: Token) =>
  Date.parse(expiresAt ?? '') - Date.parse(createdAt);

const own = async (): Promise<Token[]> => {
  const response = await isolate.call('GET', `${jira}${api}/tokens`, cookie);
  return (await response.json<{ tokens: Token[] }>()).tokens;
};

describe('POST /tokens/:id/rotate', () => {
  it('makes a token like the old one, and the old one goes on for a day', async () => {
    const old = await isolate.create(jira, cookie, { scope: 'read', ipRanges: ['203.0.113.0/24'] });
    const before = Date.now();
    const { token, secret, previous } = await rotated(old.token.id);
    expect(token).toMatchObject({
      description: old.token.description,
      scope: 'read',
      ipRanges: ['203.0.113.0/24'],
      owner: alice,
      creator: alice,
      lastUsedAt: null,
      replacedBy: null,
      hint: secret.slice(0, 8),
    });
    expect(lengthOf(token)).toBe(lengthOf(old.token));
    expect(secret).not.toBe(old.secret);
    expect(previous).toEqual({
      ...old.token,
      expiresAt: previous.expiresAt,
      replacedBy: token.id,
    });
    expect(Math.abs(Date.parse(previous.expiresAt ?? '') - before - dayMs)).toBeLessThan(10_000);
    expect(await own()).toEqual([token, previous]);
    expect([await statusWith(old.secret), await statusWith(secret)]).toEqual([200, 200]);
    expect(await dump()).not.toContain(secret.slice(8));
  });

  it('cuts the old one off at once where no grace is wanted, with a warm cache too', async () => {
    const { token, secret } = await isolate.create(jira, cookie);
    const elsewhere = openIsolate();
    expect([await statusWith(secret), await statusWith(secret, elsewhere)]).toEqual([200, 200]);
    const next = await rotated(token.id, { graceSeconds: 0 });
    expect([await statusWith(secret), await statusWith(next.secret)]).toEqual([401, 200]);
    expect(await statusWith(secret, elsewhere)).toBe(200);
    vi.useFakeTimers({ now: Date.now() + 10_001, toFake: ['Date'] });
    expect(await statusWith(secret, elsewhere)).toBe(401);
  });

  it('ends the old one at the end of the grace, to the instant, on every isolate', async () => {
    const { token, secret } = await isolate.create(jira, cookie);
    const { previous } = await rotated(token.id, { graceSeconds: 3600 });
    const end = Date.parse(previous.expiresAt ?? '');
    for (const door of [isolate, openIsolate()]) {
      vi.useFakeTimers({ now: end - 1, toFake: ['Date'] });
      expect(await verified(secret, door)).toBe(200);
      vi.setSystemTime(end);
      expect(await verified(secret, door)).toBe(401);
    }
  });

  it('never lengthens the old one', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { token } = await isolate.create(jira, cookie, { expiresAt });
    const { previous } = await rotated(token.id, { graceSeconds: 7 * 86_400 });
    expect(previous.expiresAt).toBe(token.expiresAt);
  });

  it('gives the new one the length that is asked for, as far as the policy goes', async () => {
    const expiresAt = new Date(Date.now() + 5 * dayMs).toISOString();
    const { token } = await isolate.create(jira, cookie);
    expect((await rotated(token.id, { expiresAt })).token.expiresAt).toBe(expiresAt);
    const other = await isolate.create(jira, cookie);
    for (const wish of [null, new Date(Date.now() + 400 * dayMs).toISOString()]) {
      const [status, , detail] = await refusalOf(await rotate(other.token.id, { expiresAt: wish }));
      expect([status, detail]).toEqual([400, expect.stringContaining('beyond the policy')]);
    }
    const past = new Date(Date.now() - 1).toISOString();
    expect((await rotate(other.token.id, { expiresAt: past })).status).toBe(400);
  });

  it('gives as long again at most as a policy that was shortened allows', async () => {
    const { token } = await isolate.create(jira, cookie);
    await setPolicy('jira', { maxLifetimeDays: 7 });
    expect(lengthOf((await rotated(token.id)).token)).toBe(7 * dayMs);
    await setPolicy('jira', { maxLifetimeDays: null });
    const [eternal] = await insertTokens('jira', [{ expiresAt: null }]);
    expect((await rotated(eternal?.id ?? '')).token.expiresAt).toBeNull();
  });

  it('refuses a token that has expired, by itself or by the policy', async () => {
    const [over, byPolicy] = await insertTokens('jira', [
      { expiresAt: Date.now() - 1 },
      { createdAt: Date.now() - 400 * dayMs, expiresAt: null },
    ]);
    for (const token of [over, byPolicy])
      expect(await refusalOf(await rotate(token?.id ?? ''))).toEqual([
        409,
        'conflict',
        'This token has expired; make a new one',
      ]);
    expect(await own()).toHaveLength(2);
  });

  it('refuses a token that was rotated, and rotates its successor', async () => {
    const { token } = await isolate.create(jira, cookie);
    const first = await rotated(token.id);
    const [status, code] = await refusalOf(await rotate(token.id));
    expect([status, code]).toEqual([409, 'conflict']);
    const second = await rotated(first.token.id);
    expect((await own()).map(({ replacedBy }) => replacedBy)).toEqual([
      null,
      second.token.id,
      first.token.id,
    ]);
  });

  it('makes one token, however many ask for it at once', async () => {
    const { token } = await isolate.create(jira, cookie);
    const doors = Array.from({ length: 8 }, () => openIsolate());
    const url = `${jira}${api}/tokens/${token.id}/rotate`;
    const responses = await Promise.all(doors.map((door) => door.call('POST', url, cookie, {})));
    expect(responses.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const made = await responses.find(({ status }) => status === 201)?.json<CreatedToken>();
    expect((await own()).map(({ id }) => id)).toEqual([made?.token.id, token.id]);
    expect((await auditTrail()).map(({ action }) => action)).toEqual([
      'token.created',
      'token.rotated',
    ]);
  });

  it('and a deletion at once leave no token behind that nobody was shown', async () => {
    const { token } = await isolate.create(jira, cookie);
    const [rotation, deletion] = await Promise.all([
      rotate(token.id),
      isolate.call('DELETE', `${jira}${api}/tokens/${token.id}`, cookie),
    ]);
    expect(deletion.status).toBe(204);
    expect(await own()).toHaveLength(rotation.status === 201 ? 1 : 0);
    expect([201, 404]).toContain(rotation.status);
  });

  it('is one event, of the old token, that names the new one', async () => {
    const { token } = await isolate.create(jira, cookie);
    const { token: made, previous } = await rotated(token.id);
    const [, event, ...more] = await auditTrail();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      action: 'token.rotated',
      token_id: token.id,
      actor_key: alice.key,
      owner_key: alice.key,
    });
    expect(JSON.parse(event?.details ?? '')).toEqual({
      replacedBy: made.id,
      previousEndsAt: previous.expiresAt,
    });
  });

  it('leaves everything as it was where its event cannot be written', async () => {
    const { token, secret } = await isolate.create(jira, cookie);
    const before = await dump();
    await testEnv.DB.exec(
      "CREATE TRIGGER fail BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'x'); END",
    );
    try {
      const response = await rotate(token.id);
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain('pst_');
    } finally {
      await testEnv.DB.exec('DROP TRIGGER fail');
    }
    expect(await dump()).toBe(before);
    expect(await statusWith(secret)).toBe(200);
  });
});

describe('limits', () => {
  it('never stand in the way of a rotation, and the old one counts no more', async () => {
    await setPolicy('jira', { maxTokensPerUser: 2 });
    const one = await isolate.create(jira, cookie);
    await isolate.create(jira, cookie);
    await rotated(one.token.id);
    const expiresAt = new Date(Date.now() + dayMs).toISOString();
    const another = { description: 'one more', scope: 'read', expiresAt };
    const full = await isolate.call('POST', `${jira}${api}/tokens`, cookie, another);
    expect(full.status).toBe(409);
  });

  it('hold for what chains of rotations leave behind alive', async () => {
    await setPolicy('jira', { maxTokensPerUser: 2 });
    let { token } = await isolate.create(jira, cookie);
    for (let i = 0; i < 2; i++) ({ token } = await rotated(token.id));
    const [status, code] = await refusalOf(await rotate(token.id));
    expect([status, code]).toEqual([409, 'limit_reached']);
    expect(await own()).toHaveLength(3);
    await testEnv.DB.exec('UPDATE tokens SET expires_at = 1 WHERE replaced_by IS NOT NULL');
    expect((await rotate(token.id, { graceSeconds: 0 })).status).toBe(201);
  });
});

describe('permissions', () => {
  it('are those of making tokens', async () => {
    const { token } = await isolate.create(jira, cookie);
    await setPolicy('jira', { createGroups: ['makers'] });
    expect((await rotate(token.id)).status).toBe(403);
    await setPolicy('jira', { readOnlyGroups: ['jira-users'] });
    expect(await refusalOf(await rotate(token.id))).toEqual([
      400,
      'invalid_request',
      'scope must be read, by the policy of this site',
    ]);
  });

  it("let a token manager rotate others', with the owner as the product says them now", async () => {
    await setPolicy('jira', { manageGroups: ['token-managers'] });
    const [token] = await insertTokens('jira', [
      { owner: { ...carol, displayName: 'Carol Before' }, expiresAt: Date.now() + 30 * dayMs },
    ]);
    const manager = await logIn('jira', 'bob');
    const made = await rotated(token?.id ?? '', {}, manager);
    expect(made.token).toMatchObject({ owner: carol, creator: bob });
  });

  it('let nobody rotate for somebody whom the product has disabled', async () => {
    await setPolicy('jira', { manageGroups: ['token-managers'] });
    const [token] = await insertTokens('jira', [{ owner: carol }]);
    const manager = await logIn('jira', 'bob');
    await playground.setActive('carol', false);
    expect((await rotate(token?.id ?? '', {}, manager)).status).toBe(400);
  });
});

describe('by native tokens', () => {
  async function natives(): Promise<string[]> {
    const response = await fetch(`${playgroundOrigin}/jira/rest/pat/latest/tokens`, {
      headers: { Cookie: cookie },
    });
    return (await response.json<{ name: string }[]>()).map(({ name }) => name.slice(8, 16)).sort();
  }

  it('the new one has its own, and the old one keeps its until it is deleted', async () => {
    const old = await isolate.create(jiraByPat, cookie);
    const made = await rotated(old.token.id, {}, cookie, jiraByPat);
    expect(await natives()).toEqual([old.token.hint, made.token.hint].sort());
    for (const { secret } of [old, made])
      expect(await statusWith(secret, isolate, jiraByPat)).toBe(200);
    await isolate.call('DELETE', `${jiraByPat}${api}/tokens/${old.token.id}`, cookie);
    expect(await natives()).toEqual([made.token.hint]);
  });

  it('none stays behind of a rotation that came too late', async () => {
    const old = await isolate.create(jiraByPat, cookie);
    const statuses = await Promise.all(
      [1, 2, 3].map(async () => (await rotate(old.token.id, {}, cookie, jiraByPat)).status),
    );
    expect(statuses.sort()).toEqual([201, 409, 409]);
    expect(await natives()).toHaveLength(2);
  });

  it('only owners rotate', async () => {
    await setPolicy('jira-by-pat', { manageGroups: ['token-managers'] });
    const { token } = await isolate.create(jiraByPat, cookie);
    const manager = await logIn('jira', 'bob');
    expect((await rotate(token.id, {}, manager, jiraByPat)).status).toBe(403);
  });
});
