import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../shared/contract/policy.ts';
import {
  describeSessionSecurity,
  type Sample,
} from '../../tests/support/workerd/security-suite.ts';
import { endpoints } from '../openapi/endpoints.ts';

const expiresAt = new Date(Date.now() + 86_400_000).toISOString();

const webhook = {
  url: 'https://hooks.example.org/x',
  events: ['token.created'],
  shape: 'json',
  enabled: false,
};

/** A good call of each endpoint that the session opens. */
const samples: Record<string, Sample> = {
  getSession: {},
  listTokens: { query: '?limit=5' },
  createToken: { body: () => ({ description: 'CI', expiresAt, scope: 'read' }) },
  getToken: {},
  renameToken: { body: () => ({ description: 'renamed' }) },
  deleteToken: {},
  rotateToken: { body: () => ({ graceSeconds: 60, expiresAt }) },
  listAllTokens: { query: '?sort=owner', managers: true },
  deleteTokens: { body: (id) => ({ ids: [id] }), managers: true },
  deleteTokensOfUser: { body: () => ({ owner: 'JIRAUSER10103' }), managers: true },
  searchUsers: { query: '?q=ali', managers: true },
  getUser: { query: '?key=JIRAUSER10103', managers: true },
  checkActAs: { administrators: true },
  getDiagnosis: { administrators: true },
  getPolicy: { administrators: true },
  savePolicy: { body: () => ({ policy: defaultPolicy, version: 1 }), administrators: true },
  previewPolicy: { body: () => ({ policy: defaultPolicy }), administrators: true },
  searchGroups: { query: '?q=users', administrators: true },
  listAudit: { query: '?action=token.created&action=token.deleted', administrators: true },
  exportAudit: { query: '?format=ndjson', administrators: true },
  getWebhook: { administrators: true },
  saveWebhook: { body: () => ({ webhook, version: 0, newSecret: false }), administrators: true },
  testWebhook: { body: () => ({}), administrators: true },
};

const bySession = Object.entries(endpoints).filter(([, { access }]) => access === 'session');

describe('the suite', () => {
  it('runs over every endpoint that the session opens', () => {
    expect(bySession.map(([name]) => name).sort()).toEqual(Object.keys(samples).sort());
  });
});

for (const [name, endpoint] of bySession)
  describeSessionSecurity(name, endpoint, samples[name] ?? {});
