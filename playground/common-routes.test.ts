import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { startPlayground } from './index.ts';
import { basic } from './test-support.ts';

const playground = await startPlayground({ port: 0 });
const own = `${playground.jira}/rest/playground`;

afterAll(() => playground.close());

describe('the echo', () => {
  it('says what arrived, for any method', async () => {
    const answer = await fetch(`${own}/echo?a=%2F;b`, {
      method: 'PATCH',
      headers: { 'X-Twice': 'one', ...basic('alice') },
      body: 'hello',
    });
    expect(await answer.json()).toMatchObject({
      method: 'PATCH',
      target: '/jira/rest/playground/echo?a=%2F;b',
      headers: { 'x-twice': 'one' },
      body: { length: 5, sha256: createHash('sha256').update('hello').digest('hex') },
      user: 'alice',
      authenticatedBy: 'basic',
    });
  });

  it('hashes bodies it does not keep', async () => {
    const body = Buffer.alloc(12 * 1024 * 1024, 'x');
    const answer = await fetch(`${own}/echo`, { method: 'PUT', body });
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect(await answer.json()).toMatchObject({ body: { length: body.length, sha256 } });
  });
});

describe('what tests need', () => {
  it('is slow, or down, as long as it is told to be', async () => {
    playground.configure({ delayMs: 300 });
    const started = Date.now();
    expect((await fetch(`${own}/echo`)).status).toBe(200);
    expect(Date.now() - started).toBeGreaterThanOrEqual(295);
    playground.configure({ delayMs: 0, isDown: true });
    expect((await fetch(`${own}/echo`)).status).toBe(503);
    playground.configure({ isDown: false });
    expect((await fetch(`${own}/echo`)).status).toBe(200);
  });

  it('ends every session', async () => {
    const form = new URLSearchParams({ os_username: 'alice', os_password: 'alice' });
    const login = await fetch(`${playground.jira}/login.jsp`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
    const cookie = String(login.headers.get('Set-Cookie')).split(';', 1)[0] ?? '';
    const myself = () => fetch(`${playground.jira}/rest/api/2/myself`, { headers: { cookie } });
    expect((await myself()).status).toBe(200);
    playground.endSessions();
    expect((await myself()).status).toBe(401);
  });

  it('redirects where it is told', async () => {
    const answer = await fetch(`${own}/redirect?to=https://x.test/`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('Location')]).toEqual([302, 'https://x.test/']);
  });

  it('serves somebody else than asked', async () => {
    const answer = await fetch(`${own}/whoami-mismatch`, { headers: basic('alice') });
    expect([answer.status, answer.headers.get('X-AUSERNAME')]).toEqual([200, 'bob']);
  });

  it('answers piece by piece', async () => {
    const answer = await fetch(`${own}/stream?chunks=2&ms=1`);
    expect(await answer.text()).toBe('piece 1\npiece 2\n');
  });

  it('starts over', async () => {
    playground.setGroups('alice', []);
    playground.setActive('bob', false);
    expect(playground.received.length).toBeGreaterThan(0);
    playground.reset();
    expect(playground.received).toEqual([]);
    const answer = await fetch(`${playground.jira}/rest/api/2/myself`, { headers: basic('bob') });
    expect(await answer.json()).toMatchObject({ groups: { size: 3 } });
  });
});
