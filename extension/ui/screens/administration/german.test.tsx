import { fireEvent, screen, within } from '@testing-library/preact';
import { beforeEach, expect, it } from 'vitest';
import { type AuditAction, auditActions } from '../../../../shared/contract/audit.ts';
import { speak } from '../../../fake-messages.ts';
import german from '../../../locales/de.json' with { type: 'json' };
import { alice, carol, session, token } from '../fake-worker.ts';
import { openPopup, page, press, type } from '../open-manager.tsx';
import { effects, policyRecord, webhookRecord } from './open-administration.tsx';

beforeEach(() => {
  history.replaceState(null, '', '/');
  speak('de-DE', german);
});

const { site, ...rest } = session({ manageOthers: true, administer: true });
const wiki = { ...rest, site: { ...site, product: 'confluence', name: 'Wiki' } };
const eventOf = (action: AuditAction) => ({
  id: action,
  at: '2026-11-23T10:00:00Z',
  action,
  actor: alice,
  token: { id: 't1', description: 'Nachtbericht' },
  owner: carol,
  address: '203.0.113.9',
  userAgent: 'curl/8',
  requestId: 'r1',
  details: null,
});

async function open(section: string, answers = {}) {
  const fake = openPopup({
    'GET /session': wiki,
    'GET /policy': policyRecord(),
    'POST /policy/preview': {
      effects: { ...effects, expireEarlier: 37 },
      complete: false,
      warnings: [{ code: 'default-above-maximum', field: 'defaultLifetimeDays', group: null }],
    },
    'GET /webhook': webhookRecord({ pending: 3 }),
    'GET /audit': { events: auditActions.map(eventOf), nextCursor: null },
    'GET /manager/tokens': page(token({ owner: carol, ownerGoneAt: '2026-11-22T03:17:00Z' })),
    ...answers,
  });
  fireEvent.click(await screen.findByRole('tab', { name: german.tabs.administration }));
  await press(section);
  await screen.findByRole('heading', { level: 2, name: section });
  return fake;
}

/** Every text has its words, and none of them waits for something to be filled in. */
function expectWhole() {
  expect(document.body.textContent).not.toMatch(/\{\w+\}|\$\d|undefined|\[object/);
  const unnamed = screen
    .queryAllByRole('button')
    .filter((one) => !(one.textContent || one.ariaLabel || one.getAttribute('aria-label')));
  expect(unnamed).toEqual([]);
}

const { title: leaver } = german.leaver;

it.each([
  german.policy.title,
  german.audit.title,
  leaver,
  german.webhook.title,
  german.selfTest.title,
])('%s of a Confluence is German, and whole', async (section) => {
  await open(section);
  await screen.findAllByRole('button');
  expectWhole();
});

it('every action of the audit is a German sentence', async () => {
  await open(german.audit.title);
  const rows = await screen.findAllByRole('row', { name: /2026/ });
  expect(rows).toHaveLength(auditActions.length);
  for (const row of rows) expect(within(row).getByRole('rowheader').textContent).not.toBe('');
  expectWhole();
});

it('a policy is looked at in German before it is saved', async () => {
  await open(german.policy.title);
  const { maxLifetimeDays } = german.policy.fields;
  const [field] = await screen.findAllByRole('textbox', { name: new RegExp(maxLifetimeDays) });
  type(field!, '30');
  await press(german.administration.save);
  const dialog = await screen.findByRole('alertdialog', { name: german.policy.review.title });
  expect(dialog.textContent).toContain('1 Jahr → 30 Tage');
  expect(dialog.textContent).toMatch(/37 Token/);
  expect(dialog.textContent).toContain(german.policy.warnings.default_above_maximum);
  expectWhole();
});

it('a self-test speaks of Confluence', async () => {
  const check = { ok: false, actAs: 'header', result: 'someone-else', detail: 'x' };
  await open(german.selfTest.title, { 'GET /act-as/check': check });
  await press(german.selfTest.run);
  expect(await screen.findByText(german.selfTest.bad)).toBeTruthy();
  expect(document.body.textContent).toContain('Confluence');
  expectWhole();
});
