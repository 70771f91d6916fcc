import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../shared/lifetime.ts';
import { openIsolate, setPolicy, testEnv } from '../../tests/support/workerd/isolate.ts';
import { alice, bob, insertTokens } from '../../tests/support/workerd/tokens.ts';
import type { Env } from '../env.ts';

const nightly = '17 3 * * *';
const configured = {
  EMAIL_FROM: 'postern@example.com',
  EMAIL_TO: 'ops@example.com, it@example.com',
};
const SITES = (testEnv.SITES as { id: string }[]).filter(({ id }) => id === 'jira');

type Message = Extract<Parameters<SendEmail['send']>[0], { subject: string }>;

let sent: Message[];
beforeEach(() => {
  sent = [];
});

/** Miniflare's own binding, with what it was given kept. */
const binding = {
  async send(message: Message) {
    const result = await testEnv.EMAIL?.send(message);
    sent.push(message);
    return result;
  },
} as SendEmail;

const night = (changes: Partial<Env> = {}) =>
  openIsolate({ SITES, EMAIL: binding, ...configured, ...changes }).schedule(nightly);

const inDays = (days: number) => Date.now() + days * dayMs;

describe('the mail about tokens that end', () => {
  it('goes to the configured addresses, once for each token at each distance', async () => {
    await insertTokens('jira', [
      { description: 'tomorrow', expiresAt: inDays(0.5) },
      { description: 'in 2.5 days', expiresAt: inDays(2.5), owner: bob },
      { description: 'in 13.5 days', expiresAt: inDays(13.5) },
      { description: 'in 10 days', expiresAt: inDays(10) },
      { description: 'in a year', expiresAt: inDays(365) },
      { description: 'ended', expiresAt: inDays(-0.1) },
      { description: 'never' },
    ]);
    await setPolicy('jira', { maxLifetimeDays: null });
    await night();
    await night();
    expect(sent).toHaveLength(1);
    const [{ subject, from, to, text, html } = expect.fail()] = sent;
    expect({ subject, from, to, html }).toEqual({
      subject: 'Jira: 3 API tokens end soon',
      from: 'postern@example.com',
      to: ['ops@example.com', 'it@example.com'],
    });
    const lines = (text ?? '').split('\n');
    expect(lines[0]).toMatch(/^Jira: An API token expires within a day: “tomorrow” of Alice/);
    expect(lines[2]).toMatch(/within 3 days: “in 2.5 days” of Bob Manager \(bob\), until .* UTC$/);
    expect(lines[4]).toMatch(/within 14 days: “in 13.5 days” of/);
    expect(lines[6]).toBe('https://jira.example.com/jira');
  });

  it('is not sent where nothing ends', async () => {
    await insertTokens('jira', [{ expiresAt: inDays(300) }]);
    await night();
    expect(sent).toEqual([]);
  });

  it('counts the end that the policy sets, and leaves out what nobody renews', async () => {
    await insertTokens('jira', [
      { description: 'by policy', createdAt: inDays(-9.5) },
      { description: 'replaced', createdAt: inDays(-9.5), replacedBy: 'x' as never },
      { description: 'gone', createdAt: inDays(-9.5), ownerGoneAt: 1 },
    ]);
    await setPolicy('jira', { maxLifetimeDays: 10 });
    await night();
    expect(sent.map(({ text }) => text?.split('\n')[0])).toEqual([
      expect.stringMatching(/within a day: “by policy” of/),
    ]);
  });

  it('is made again the next night where it could not be sent, with what has come to it', async () => {
    await insertTokens('jira', [{ description: 'first', expiresAt: inDays(2.9) }]);
    const failing = { send: () => Promise.reject(new Error('E_RATE_LIMIT_EXCEEDED')) };
    await night({ EMAIL: failing as unknown as SendEmail });
    await insertTokens('jira', [{ description: 'second', expiresAt: inDays(2.95) }]);
    await night();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.text).toContain('first');
    expect(sent[0]?.text).toContain('second');
  });

  it('tells of what came near in nights that were missed', async () => {
    await night();
    await testEnv.DB.prepare('UPDATE night_progress SET position = ?').bind(inDays(-6)).run();
    await insertTokens('jira', [{ description: 'missed', expiresAt: inDays(9) }]);
    await night();
    expect(sent[0]?.text).toContain('missed');
  });

  it('names twenty tokens of each distance at most, and the number of the others', async () => {
    await insertTokens(
      'jira',
      Array.from({ length: 23 }, () => ({ expiresAt: inDays(0.5) })),
    );
    await night();
    expect(sent[0]?.subject).toBe('Jira: 23 API tokens end soon');
    expect(sent[0]?.text).toContain('and 3 more');
  });

  it('is text, whatever people wrote, and its subject is one line', async () => {
    const owner = { ...alice, displayName: '<b>Alice</b>' };
    const description = '<img src=x> [click](https://evil.example)';
    await insertTokens('jira', [{ description, owner, expiresAt: inDays(0.5) }]);
    const [site] = SITES;
    await night({ SITES: [{ ...site, name: 'Jira\r\nBcc: x@evil.example' }] });
    const [{ subject, text, html } = expect.fail()] = sent;
    expect(subject).toBe('Jira  Bcc: x@evil.example: An API token ends soon');
    expect(text).toContain(description);
    expect(html).toBeUndefined();
  });

  it('is nobody’s where no binding or no address is configured', async () => {
    await insertTokens('jira', [{ expiresAt: inDays(0.5) }]);
    await night({ EMAIL: undefined as never });
    await night({ EMAIL_TO: '' });
    expect(sent).toEqual([]);
    expect(
      (await testEnv.DB.prepare("SELECT 1 FROM night_progress WHERE task = 'mail'").all()).results,
    ).toEqual([]);
  });
});
