import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, expect, it } from 'vitest';
import { defaultPolicy } from '../../../../shared/contract/policy.ts';
import { alice } from '../fake-worker.ts';
import { press, type } from '../open-manager.tsx';
import {
  effects,
  openAdministration,
  policyRecord,
  webhookRecord,
} from './open-administration.tsx';

beforeEach(() => history.replaceState(null, '', '/'));

it('an event that only a newer version has words for is named, with its details as they are', async () => {
  const event = {
    id: 'e1',
    at: '2026-11-23T10:00:00Z',
    action: 'other',
    named: 'token.lent',
    actor: alice,
    token: { id: 't1', description: 'Nightly {deed}' },
    owner: alice,
    address: null,
    userAgent: null,
    requestId: null,
    details: {
      to: '<img src=x onerror=alert(1)>',
      toString: 'a name that objects have',
      expiresAt: 'soon',
      scope: 'admin',
      until: { day: 3 },
      omitted: 4,
    },
  };
  const known = { ...event, id: 'e2', named: 'token.deleted', token: null, details: null };
  await openAdministration('Audit', { 'GET /audit': { events: [event, known], nextCursor: null } });
  const row = within(await screen.findByRole('row', { name: /token\.lent/ }));
  expect(row.getByRole('rowheader').textContent).toMatch(
    /^Alice Ångström: token\.lent, “Nightly \{deed\}”/,
  );
  for (const text of [event.details.to, 'a name that objects have', 'soon', 'admin', '{"day":3}'])
    expect(row.getByText(text)).toBeTruthy();
  expect(row.getByText('and 4 more of the same kind')).toBeTruthy();
  expect(document.querySelector('.events img')).toBeNull();
  const other = await screen.findByRole('row', { name: /Token deleted/ });
  expect(other.textContent).toContain('Alice Ångström: Token deleted');
});

it('a policy goes back with the fields and values that the form does not know', async () => {
  const newer = { ...defaultPolicy, passwords: 'ask', onlyOnWeekdays: true };
  const fake = await openAdministration('Policy', {
    'GET /policy': { ...policyRecord(), policy: newer },
    'POST /policy/preview': {
      effects,
      complete: true,
      warnings: [
        { code: 'moon-is-full', field: 'phase', group: null },
        { code: 'group-is-old', field: 'manageGroups', group: '<b>' },
      ],
    },
    'PUT /policy': policyRecord({}, 4),
  });
  const field = await screen.findByRole('textbox', { name: 'Longest lifetime, in days' });
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Blocked' }).checked).toBe(false);
  type(field, '30');
  await press('Save…');
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('moon-is-full')).toBeTruthy();
  expect(dialog.getByText('group-is-old: \u2068<b>\u2069')).toBeTruthy();
  await press('Save policy anyway');
  await waitFor(() =>
    expect(fake.askedOf('PUT /policy').map(({ body }) => body?.policy)).toEqual([
      { ...newer, maxLifetimeDays: 30 },
    ]),
  );
});

it('a webhook keeps the news and the shape that the form does not know', async () => {
  const webhook = { ...webhookRecord().webhook, events: ['token.created', 'token.lent'] };
  const fake = await openAdministration('Webhook', {
    'GET /webhook': { ...webhookRecord(), webhook: { ...webhook, shape: 'chat' } },
    'PUT /webhook': { ...webhookRecord({ version: 3 }), secret: null },
  });
  fireEvent.click(await screen.findByRole('checkbox', { name: 'A token is deleted' }));
  await press('Save');
  await waitFor(() =>
    expect(fake.askedOf('PUT /webhook')[0]?.body?.webhook).toEqual({
      ...webhook,
      shape: 'chat',
      events: ['token.created', 'token.deleted', 'token.lent'],
    }),
  );
});

it('a self-test names what only a newer version can explain', async () => {
  const check = { ok: false, actAs: 'mtls', result: 'no-certificate', detail: 'No certificate' };
  await openAdministration('Self-test', { 'GET /act-as/check': check });
  await press('Run the self-test');
  for (const text of ['no-certificate', 'mtls', 'No certificate'])
    expect(await screen.findByText(text)).toBeTruthy();
});
