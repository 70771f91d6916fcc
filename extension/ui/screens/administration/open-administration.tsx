import { fireEvent, screen } from '@testing-library/preact';
import { defaultPolicy, type Policy } from '../../../../shared/contract/policy.ts';
import type { PolicyPreview, PolicyRecord } from '../../../../shared/contract/policy-changes.ts';
import type { WebhookRecord } from '../../../../shared/contract/webhook.ts';
import type { Failure } from '../../../api.ts';
import { alice } from '../fake-worker.ts';
import { openPopup, press } from '../open-manager.tsx';

/** The tab Administration of the popup before a Worker of a few lines, for its tests. */
export const policyRecord = (change: Partial<Policy> = {}, version = 3): PolicyRecord => ({
  policy: { ...defaultPolicy, ...change },
  version,
  updatedAt: '2026-11-22T10:14:00Z',
  updatedBy: alice,
});

export const effects: PolicyPreview['effects'] = {
  live: 50,
  expireAtOnce: 0,
  expireEarlier: 0,
  getAnEnd: 0,
  expireLater: 0,
  outsideAddresses: 0,
  deletedAsUnused: 0,
  workAgain: 0,
  ownersAboveMaximum: 0,
};

export const webhookRecord = (change: Partial<WebhookRecord> = {}): WebhookRecord => ({
  webhook: {
    url: 'https://hooks.example.com/x',
    events: ['token.created', 'policy.changed'],
    shape: 'json',
    enabled: true,
  },
  version: 2,
  updatedAt: '2026-11-22T10:14:00Z',
  updatedBy: alice,
  pending: 0,
  lastFailure: null,
  ...change,
});

export const problem = (code: 'conflict' | 'forbidden'): Failure => ({
  kind: 'problem',
  code,
  detail: 'in English',
});

export async function openAdministration(section: string, answers = {}) {
  const fake = openPopup(
    {
      'GET /policy': policyRecord(),
      'POST /policy/preview': { effects, complete: true, warnings: [] },
      'GET /webhook': webhookRecord(),
      'GET /audit': { events: [], nextCursor: null },
      'GET /groups': { groups: [{ name: 'developers' }, { name: 'jira-users' }] },
      ...answers,
    },
    { administer: true },
  );
  fireEvent.click(await screen.findByRole('tab', { name: 'Administration' }));
  await press(section);
  return fake;
}
