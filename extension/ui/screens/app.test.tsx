import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from './app.tsx';
import { alice, carol, createFakeStore, secret, session, token } from './fake-worker.ts';

const page = (...tokens: ReturnType<typeof token>[]) => ({ tokens, nextCursor: null });
const copied = vi.fn(async (_: string) => {});

beforeEach(() => {
  copied.mockClear();
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(copied);
  history.replaceState(null, '', '/popup.html');
});

function open(answers: Parameters<typeof createFakeStore>[0], can = {}) {
  const fake = createFakeStore({
    'GET /session': session(can),
    'GET /site': { kind: 'unreadable' },
    'GET /tokens': page(token()),
    ...answers,
  });
  return { ...fake, ...render(<App store={fake.store} />) };
}
const button = (name: string | RegExp) => screen.findByRole('button', { name });
const press = async (name: string | RegExp) => fireEvent.click(await button(name));
const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });

describe('My API Tokens', () => {
  it('lists what there is to know of a token', async () => {
    open({
      'GET /tokens': page(
        token({ creator: carol, lastUsedAt: '2026-11-23T10:12:00Z', lastUsedFrom: '203.0.113.9' }),
      ),
    });
    const row = await screen.findByRole('row', { name: /Nightly report/ });
    for (const text of [
      'pst_Qx7f…',
      'Read only',
      'by Cäröl Öberg',
      '2 minutes ago',
      'from 203.0.113.9',
      'in 9 days',
      'Expires soon',
    ]) {
      expect(within(row).getByText(text)).toBeTruthy();
    }
    expect(screen.queryByRole('tab', { name: 'Token Manager' })).toBeNull();
  });

  it('says what a token is for where there is none', async () => {
    open({ 'GET /tokens': page() });
    expect(await screen.findByRole('heading', { name: 'You have no API tokens yet' })).toBeTruthy();
    expect(await button('New API Token')).toBeTruthy();
  });

  it('offers no token to those who may not have one', async () => {
    open({}, { createOwn: false });
    await screen.findByText(/does not let you create/);
    expect(screen.queryByRole('button', { name: 'New API Token' })).toBeNull();
  });

  it('deletes after a modal that shows every detail', async () => {
    const { askedOf } = open({
      'GET /tokens': page(token({ ipRanges: ['10.0.0.0/8'] })),
      'DELETE /tokens/:id': undefined,
    });
    await press('Delete Nightly report');
    const dialog = await screen.findByRole('alertdialog', { name: 'Delete this token?' });
    for (const text of [
      'Nightly report',
      'pst_Qx7f…',
      'Alice Ångström (alice)',
      'Read only',
      'Never used',
      '10.0.0.0/8',
    ]) {
      expect(within(dialog).getByText(text)).toBeTruthy();
    }
    expect(within(dialog).getByText(/cannot be undone/)).toBeTruthy();
    await press('Delete token');
    await waitFor(() => expect(screen.queryByRole('row', { name: /Nightly report/ })).toBeNull());
    expect(askedOf('DELETE /tokens/:id')).toEqual([{ id: 't1' }]);
    expect(await screen.findByText('“Nightly report” is deleted.')).toBeTruthy();
  });

  it('keeps the row and says why where it cannot be deleted', async () => {
    open({ 'DELETE /tokens/:id': { kind: 'offline' } });
    await press('Delete Nightly report');
    await press('Delete token');
    expect(await screen.findByText('The site cannot be reached')).toBeTruthy();
    await press('Cancel');
    expect(screen.getByRole('row', { name: /Nightly report/ })).toBeTruthy();
  });

  it('drops a row that somebody else has deleted meanwhile', async () => {
    open({ 'DELETE /tokens/:id': { kind: 'problem', code: 'not_found', detail: '' } });
    await press('Delete Nightly report');
    await press('Delete token');
    expect(await screen.findByText(/Somebody else has deleted/)).toBeTruthy();
  });

  it('renames in place', async () => {
    const { askedOf } = open({ 'PATCH /tokens/:id': token({ description: 'Weekly report' }) });
    await press('Rename Nightly report');
    const field = await screen.findByRole('textbox', { name: 'Description' });
    type(field, ' ');
    await press('Save');
    expect(await screen.findByText('Write what the token is for.')).toBeTruthy();
    type(field, 'Weekly report');
    await press('Save');
    expect(await screen.findByRole('row', { name: /Weekly report/ })).toBeTruthy();
    expect(askedOf('PATCH /tokens/:id')).toEqual([
      { id: 't1', body: { description: 'Weekly report' } },
    ]);
  });
});

describe('New API Token', () => {
  const created = { token: token({ id: 't2', description: 'CI' }), secret };

  async function openForm(answers = {}) {
    const fake = open({ 'POST /tokens': created, ...answers });
    await press('New API Token');
    const dialog = within(await screen.findByRole('dialog', { name: 'New API Token' }));
    const field = await dialog.findByRole('textbox', { name: 'Description' });
    const submit = () => fireEvent.click(dialog.getByRole('button', { name: 'New API Token' }));
    return { ...fake, dialog, field, submit };
  }

  it('asks nothing of the Worker until the form is right', async () => {
    const { dialog, submit, askedOf } = await openForm();
    submit();
    expect(await dialog.findByText('Write what the token is for.')).toBeTruthy();
    fireEvent.click(dialog.getByRole('radio', { name: 'Custom date' }));
    type(dialog.getByLabelText('Last day'), '2036-01-01');
    expect(await dialog.findByText(/allows no day after/)).toBeTruthy();
    expect(dialog.queryByRole('radio', { name: 'Never' })).toBeNull();
    submit();
    expect(askedOf('POST /tokens')).toEqual([]);
  });

  it('sends what was chosen', async () => {
    const { dialog, field, submit, askedOf } = await openForm();
    type(field, 'CI');
    fireEvent.click(dialog.getByRole('radio', { name: '30 days' }));
    fireEvent.click(dialog.getByRole('radio', { name: 'Read and write' }));
    fireEvent.click(dialog.getByText('More'));
    type(await dialog.findByLabelText('Allowed addresses'), '10.0.0.0/8\n192.0.2.1');
    submit();
    await screen.findByText('Copy your token now');
    expect(askedOf('POST /tokens')[0]?.body).toMatchObject({
      description: 'CI',
      scope: 'write',
      ipRanges: ['10.0.0.0/8', '192.0.2.1'],
    });
    const expiresAt = String(askedOf('POST /tokens')[0]?.body?.expiresAt);
    expect(expiresAt).toMatch(/^2026-12-23T1\d:14:00\.000Z$/);
  });

  it('shows the secret once, copies it, and leaves nothing of it', async () => {
    const { field, submit, store, container } = await openForm();
    type(field, 'CI');
    submit();
    const shown = await screen.findByRole('textbox', { name: 'Your new API token' });
    expect((shown as HTMLInputElement).value).toBe(secret);
    expect(
      screen.getByText('curl -u alice:pst_Qx7f… https://jira.example.com/rest/api/2/myself'),
    ).toBeTruthy();
    await press('Copy');
    expect(await screen.findByText(/Copied\./)).toBeTruthy();
    await press('Copy command');
    expect(copied.mock.calls.map(([text]) => text)).toEqual([
      secret,
      `curl -u alice:${secret} https://jira.example.com/rest/api/2/myself`,
    ]);
    await press('Done');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(store.wish.value).toBeUndefined();
    expect(container.innerHTML).not.toContain(secret.slice(8));
  });

  it('asks once before an uncopied secret is lost', async () => {
    const { field, submit } = await openForm();
    type(field, 'CI');
    submit();
    await press('Done');
    expect(await screen.findByText(/You have not copied this token/)).toBeTruthy();
    await press('Go on without copying');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('makes another with the same wishes', async () => {
    const { field, submit } = await openForm();
    type(field, 'CI');
    submit();
    await press('Copy');
    await screen.findByText(/Copied\./);
    await press('Create another like this');
    const again = await screen.findByRole('textbox', { name: 'Description' });
    expect((again as HTMLInputElement).value).toBe('CI');
  });

  it('keeps what was filled in when the session has ended', async () => {
    const { dialog, field, submit } = await openForm({ 'POST /tokens': { kind: 'logged-out' } });
    type(field, 'CI');
    submit();
    expect(await dialog.findByRole('button', { name: 'Log in to Jira' })).toBeTruthy();
    expect((field as HTMLInputElement).value).toBe('CI');
  });
});

describe('what went wrong', () => {
  it.each([
    [{ kind: 'offline' }, 'The site cannot be reached', 'Try again'],
    [{ kind: 'logged-out' }, 'You are logged out', 'Log in'],
    [{ kind: 'unreadable' }, 'Postern does not answer here', 'Try again'],
    [{ kind: 'problem', code: 'forbidden', detail: '' }, 'You may not do this', 'Try again'],
    [{ kind: 'problem', code: 'rate_limited', detail: '' }, 'Too many requests', 'Try again'],
    [{ kind: 'problem', code: 'unavailable', detail: '' }, /not available/, 'Try again'],
  ])('%o is said with what to do', async (failure, title, action) => {
    open({ 'GET /session': failure });
    expect(await screen.findByRole('heading', { name: title })).toBeTruthy();
    expect(await button(action)).toBeTruthy();
  });

  it('asks again when somebody comes back from logging in', async () => {
    const { answers } = open({ 'GET /session': { kind: 'logged-out' } });
    await screen.findByRole('heading', { name: 'You are logged out' });
    answers['GET /session'] = session();
    fireEvent(window, new Event('focus'));
    expect(await screen.findByRole('row', { name: /Nightly report/ })).toBeTruthy();
    expect(screen.getByText(alice.displayName)).toBeTruthy();
  });
});
