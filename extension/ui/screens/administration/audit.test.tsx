import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditEvent } from '../../../../shared/contract/audit.ts';
import { alice, carol } from '../fake-worker.ts';
import { press } from '../open-manager.tsx';
import { openAdministration } from './open-administration.tsx';

const event = (change: Partial<AuditEvent>) =>
  ({
    id: 'e1',
    at: '2026-11-23T10:00:00Z',
    action: 'token.created',
    actor: alice,
    token: { id: 't1', description: 'Nightly report' },
    owner: alice,
    address: '203.0.113.9',
    userAgent: 'curl/8',
    requestId: 'r1',
    details: null,
    ...change,
  }) as AuditEvent;
const page = (...events: AuditEvent[]) => ({ events, nextCursor: null });
const open = (answers = {}) => openAdministration('Audit', answers);
const row = (name: RegExp) => screen.findByRole('row', { name });

/** Files that were handed to the browser's downloads. */
const saved: { name: string; text: string }[] = [];

beforeEach(() => {
  history.replaceState(null, '', '/');
  saved.length = 0;
  let file: Blob | undefined;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    file = blob as Blob;
    return 'blob:saved';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    const { download: name } = this;
    // A BOM is a character of the file; `text()` would take it away.
    void file?.arrayBuffer().then((bytes) => {
      saved.push({ name, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) });
    });
  });
});

describe('events', () => {
  it.each<[Partial<AuditEvent>, string]>([
    [{}, 'Alice Ångström created “Nightly report”'],
    [{ owner: carol }, 'Alice Ångström created “Nightly report” for Cäröl Öberg'],
    [
      { action: 'token.renamed', details: { before: 'Old {actor}', after: '<b>New</b>' } },
      'Alice Ångström renamed “Old {actor}” to “<b>New</b>”',
    ],
    [{ action: 'owner.gone', actor: null, owner: carol }, 'Cäröl Öberg is not known'],
    [
      { action: 'password.blocked', actor: { ...alice, key: null, displayName: null } },
      'for alice',
    ],
    [
      { action: 'token.leaked', actor: null, owner: carol },
      'of Cäröl Öberg was reported as leaked',
    ],
    [
      { action: 'webhook.tested', details: { ok: false, status: null } },
      'tested the webhook, and nothing arrived',
    ],
  ])('%# are sentences', async (change, sentence) => {
    await open({ 'GET /audit': page(event(change)) });
    expect((await screen.findAllByRole('row')).at(-1)?.textContent).toContain(sentence);
    expect(document.querySelector('.events b, .events img')?.textContent ?? '').not.toBe('New');
  });

  it('tell the details in words: a policy before and after, and what was left out', async () => {
    const policy = event({
      id: 'e2',
      action: 'policy.changed',
      details: {
        version: 4,
        before: { maxLifetimeDays: 365, readOnlyGroups: [] },
        after: { maxLifetimeDays: 90, readOnlyGroups: ['a, b'], aFieldOfTomorrow: 1 } as object,
      },
    });
    const refused = event({
      id: 'e3',
      action: 'call.refused',
      details: { method: 'GET', path: '/policy', needs: 'administer', omitted: 12 },
    });
    await open({ 'GET /audit': page(policy, refused) });
    const changed = within(await row(/changed the policy/));
    expect(changed.getByText('1 year → 90 days')).toBeTruthy();
    expect(changed.getByText('no group → “\u2068a, b\u2069”')).toBeTruthy();
    expect(changed.getByText('curl/8')).toBeTruthy();
    expect((await row(/only administrators may do/)).textContent).toContain(
      'and 12 more of the same kind',
    );
  });

  it('draw what a client calls itself as text that ends where it ends', async () => {
    const userAgent = '<img src=x onerror=alert(1)>\u202e{actor} $1 javascript:alert(1)';
    const typed = { key: null, name: '"><script>alert(1)</script>\u2067', displayName: null };
    await open({
      'GET /audit': page(event({ action: 'password.blocked', actor: typed, userAgent })),
    });
    const found = await row(/was refused/);
    expect(within(found).getByText(userAgent).localName).toBe('bdi');
    for (const name of within(found).getAllByText(typed.name)) expect(name.localName).toBe('bdi');
    expect(document.querySelector('.events img, .events script, .events a')).toBeNull();
  });

  it('say so where nothing has happened, and where no one matches', async () => {
    await open();
    expect(await screen.findByText('Nothing has happened yet')).toBeTruthy();
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Token deleted' }));
    expect(await screen.findByText('No event matches')).toBeTruthy();
  });
});

describe('filters', () => {
  it('ask the Worker by person, action and time, and stand in the address', async () => {
    const fake = await open({ 'GET /audit': page(event({})) });
    await row(/Nightly report/);
    fireEvent.click(screen.getByRole('checkbox', { name: 'Token created' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Policy changed' }));
    fireEvent.click(screen.getByRole('button', { name: 'Today' }));
    const [person] = screen.getAllByRole('combobox', { name: 'Search a person' });
    fireEvent.input(person!, { target: { value: 'car' } });
    fireEvent.click(await screen.findByRole('option', { name: /Cäröl/ }));
    await waitFor(() =>
      expect(fake.askedOf('GET /audit').at(-1)?.query).toMatchObject({
        actor: carol.key,
        action: ['token.created', 'policy.changed'],
        from: expect.stringMatching(/^2026-11-2/),
      }),
    );
    const address = new URLSearchParams(location.search);
    expect(address.getAll('auditAction')).toEqual(
      ['policy.changed', 'token.created'].sort().reverse(),
    );
    expect(address.get('auditBy')).toBe(carol.key);
    await press('Clear all');
    await waitFor(() => expect(fake.askedOf('GET /audit').at(-1)?.query).toEqual({}));
    expect(location.search).not.toMatch(/audit[A-Z]/);
  });

  it('come from the address, and are named by the events', async () => {
    history.replaceState(null, '', '/?auditToken=t1&auditBy=JIRAUSER1&auditAction=nonsense');
    const fake = await open({ 'GET /audit': page(event({})) });
    expect(await screen.findByText('Token: Nightly report')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Done by: Alice Ångström' })).toBeTruthy();
    expect(fake.askedOf('GET /audit')[0]?.query).toEqual({ token: 't1', actor: 'JIRAUSER1' });
  });
});

describe('the export', () => {
  it('saves what the filters let through, as the Worker wrote it', async () => {
    const text = '\ufeffat,action\r\n1,x\r\n2,y\r\n';
    const fake = await open({ 'GET /audit': page(event({})), 'GET /audit/export': text });
    await row(/Nightly report/);
    await press('Export CSV');
    expect(await screen.findByText('2 events are exported.')).toBeTruthy();
    expect(fake.askedOf('GET /audit/export')).toEqual([{ query: { format: 'csv' } }]);
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved).toEqual([{ name: 'postern-audit-jira.example.com-2026-11-23.csv', text }]);
  });

  it('saves nothing where it breaks off, and begins anew', async () => {
    const fake = await open({ 'GET /audit/export': { kind: 'offline' } });
    await press('Export NDJSON');
    expect(await screen.findByText('The export stopped. No file was saved.')).toBeTruthy();
    expect(saved).toEqual([]);
    fake.answers['GET /audit/export'] = '{}\n';
    await press('Try again');
    expect(await screen.findByText('1 event is exported.')).toBeTruthy();
  });
});
