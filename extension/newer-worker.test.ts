import { describe, expect, it } from 'vitest';
import { checkActAs } from '../shared/contract/act-as.ts';
import { listAudit } from '../shared/contract/audit-list.ts';
import type { Endpoint } from '../shared/contract/endpoint.ts';
import { defaultPolicy } from '../shared/contract/policy.ts';
import { getPolicy, previewPolicy } from '../shared/contract/policy-changes.ts';
import { getSession } from '../shared/contract/session.ts';
import { getSite } from '../shared/contract/site.ts';
import { listTokens } from '../shared/contract/token.ts';
import { getWebhook } from '../shared/contract/webhook.ts';
import { createCall } from './api.ts';
import type { SiteUrl } from './sites.ts';
import { session, token } from './ui/screens/fake-worker.ts';

/** What a Worker of tomorrow says, as the extension of today has it from the wire. */
async function read(endpoint: Endpoint, answer: unknown, status = 200) {
  const worker = async () => Response.json(answer, { status });
  return createCall('https://jira.example.com' as SiteUrl, '0.1.0', worker)(endpoint, {} as never);
}

const person = { key: 'JIRAUSER1', name: 'alice', displayName: 'Alice' };
const record = { version: 9, updatedAt: null, updatedBy: null };
const event = {
  id: 'e1',
  at: '2026-11-23T10:00:00Z',
  actor: person,
  token: null,
  owner: null,
  address: null,
  userAgent: null,
  requestId: null,
};

describe('an extension of today reads of tomorrow', () => {
  it.each<[string, Endpoint, object]>([
    ['a field', getSession, { ...session(), theme: 'dark' }],
    [
      'a forced scope',
      getSession,
      { ...session(), policy: { ...session().policy, forcedScope: 'admin' } },
    ],
    ['a scope', listTokens, { tokens: [{ ...token(), scope: 'admin' }], nextCursor: null }],
    [
      'a product',
      getSite,
      {
        service: 'postern',
        version: '9.0.0',
        site: { id: 'git', product: 'bitbucket', name: 'Git', url: 'https://git.example.com' },
      },
    ],
    [
      'a way to act',
      checkActAs,
      { ok: false, actAs: 'mtls', result: 'no-certificate', detail: '' },
    ],
    [
      'a policy',
      getPolicy,
      { ...record, policy: { ...defaultPolicy, maxLifetimeDays: 9999, passwords: 'ask' } },
    ],
    [
      'a webhook',
      getWebhook,
      {
        ...record,
        webhook: { url: 'https://x.example', events: ['token.lent'], shape: 'chat', enabled: true },
        pending: 0,
        lastFailure: null,
      },
    ],
    [
      'an action and a reason in the audit',
      listAudit,
      {
        events: [
          { ...event, action: 'token.lent', details: { to: 'bob' } },
          { ...event, action: 'token.deleted', details: { reason: 'lent' } },
          { ...event, action: 'token.leaked', details: {} },
        ],
        nextCursor: null,
      },
    ],
  ])('%s', async (_, endpoint, answer) => {
    expect(await read(endpoint, answer)).toMatchObject({ ok: true });
  });

  it('a warning, and what else is in a preview', async () => {
    const names = ['live', 'expireAtOnce', 'expireEarlier', 'getAnEnd', 'expireLater'];
    const others = ['outsideAddresses', 'deletedAsUnused', 'workAgain', 'ownersAboveMaximum'];
    const effects = Object.fromEntries([...names, ...others].map((name) => [name, 0]));
    const warnings = [{ code: 'moon-is-full', field: 'phase', group: null }];
    const answer = { effects, complete: true, warnings };
    expect(await read(previewPolicy, answer)).toMatchObject({ ok: true, value: { warnings } });
  });

  it('events by their names, and details that it cannot take as they stand', async () => {
    const details = { reason: 'lent', scope: 'read' };
    const answer = { events: [{ ...event, action: 'token.deleted', details }], nextCursor: null };
    expect(await read(listAudit, answer)).toMatchObject({
      value: { events: [{ ...event, action: 'other', named: 'token.deleted', details }] },
    });
  });

  it('fields of a policy that it does not know, to give them back', async () => {
    const policy = { ...defaultPolicy, onlyOnWeekdays: true };
    expect(await read(getPolicy, { ...record, policy })).toMatchObject({ value: { policy } });
  });

  it('a code of problems', async () => {
    const body = { type: 'about:blank', title: 'x', status: 418, detail: 'tea', requestId: 'r' };
    expect(await read(getSession, { ...body, code: 'teapot' }, 418)).toEqual({
      ok: false,
      failure: { kind: 'problem', code: 'teapot', detail: 'tea' },
    });
  });
});
