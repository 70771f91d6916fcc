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
    fireEvent.click(dialog.getByRole('button', { name: 'Restrict to addresses…' }));
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
    expect(await screen.findByText('Copied.')).toBeTruthy();
    await press('Copy command');
    expect(copied.mock.calls.map(([text]) => text)).toEqual([
      secret,
      `curl -u alice:${secret} https://jira.example.com/rest/api/2/myself`,
    ]);
    await press('Done');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(store.newToken.step.value).toBeUndefined();
    expect(container.innerHTML).not.toContain(secret.slice(8));
  });

  it('asks once before an uncopied secret is lost', async () => {
    const { field, submit } = await openForm();
    type(field, 'CI');
    submit();
    await press('Done');
    expect(await screen.findByText(/You have not copied this token/)).toBeTruthy();
    await press('Close anyway');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('makes another with the same wishes', async () => {
    const { field, submit } = await openForm();
    type(field, 'CI');
    submit();
    await press('Copy');
    await screen.findByText('Copied.');
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

describe('Token Manager', () => {
  const theirs = token({ id: 't3', description: 'Quarterly', owner: carol });
  const found = { users: [{ ...carol, avatarUrl: null }] };
  const answers = { 'GET /manager/tokens': page(theirs), 'GET /users': found };

  async function openManager(more = {}) {
    const fake = open({ ...answers, ...more }, { manageOthers: true });
    fireEvent.click(await screen.findByRole('tab', { name: 'Token Manager' }));
    await screen.findByRole('row', { name: /Quarterly/ });
    return fake;
  }

  it('is a tab that arrow keys reach', async () => {
    open(answers, { manageOthers: true });
    fireEvent.keyDown(await screen.findByRole('tab', { name: 'My API Tokens' }), {
      key: 'ArrowRight',
    });
    const tab = await screen.findByRole('tab', { name: 'Token Manager' });
    expect(tab.getAttribute('aria-selected')).toBe('true');
    expect(location.search).toBe('?view=manager');
  });

  it('filters by users and a piece of the description', async () => {
    const { askedOf } = await openManager();
    type(screen.getByRole('combobox', { name: 'Filter by users' }), 'öb');
    fireEvent.click(await screen.findByRole('option', { name: /Cäröl/ }));
    type(screen.getByRole('searchbox', { name: 'Search descriptions' }), 'QUART');
    await waitFor(() =>
      expect(askedOf('GET /manager/tokens').at(-1)?.query).toEqual({
        sort: 'created',
        order: 'desc',
        owner: [carol.key],
        q: 'QUART',
      }),
    );
    fireEvent.click(await button(/Cäröl Öberg/));
    await press('Clear all');
    await waitFor(() =>
      expect(askedOf('GET /manager/tokens').at(-1)?.query).toEqual({
        sort: 'created',
        order: 'desc',
      }),
    );
  });

  it('sorts by the Worker, and turns the order', async () => {
    const { askedOf } = await openManager();
    await press('User');
    const heading = screen.getByRole('columnheader', { name: 'User' });
    await waitFor(() => expect(heading.getAttribute('aria-sort')).toBe('ascending'));
    await press('User');
    await waitFor(() => expect(askedOf('GET /manager/tokens')).toHaveLength(3));
    expect(askedOf('GET /manager/tokens').at(-1)?.query).toMatchObject({
      sort: 'owner',
      order: 'desc',
    });
  });

  it('makes a token for somebody found by search', async () => {
    const { askedOf } = await openManager({ 'POST /tokens': { token: theirs, secret } });
    await press('New API Token');
    const dialog = within(await screen.findByRole('dialog'));
    type(await dialog.findByRole('combobox', { name: 'User' }), 'cär');
    fireEvent.click(await dialog.findByRole('option', { name: /Cäröl/ }));
    type(await dialog.findByRole('textbox', { name: 'Description' }), 'Quarterly');
    fireEvent.click(dialog.getByRole('button', { name: 'New API Token' }));
    await screen.findByText('Copy your token now');
    expect(askedOf('POST /tokens')[0]?.body).toMatchObject({ owner: carol.key });
    expect(screen.getByText(/uses it with the user name/)).toBeTruthy();
  });

  it('offers no new token where only owners can make them, and says why', async () => {
    open(answers, { manageOthers: true, createForOthers: false });
    fireEvent.click(await screen.findByRole('tab', { name: 'Token Manager' }));
    await screen.findByRole('row', { name: /Quarterly/ });
    expect(
      screen.getByText(/personal access token of Jira .* only its owner can make/),
    ).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'New API Token' })).toBeNull();
    expect(screen.getByRole('searchbox', { name: 'Search descriptions' })).toBeTruthy();
    fireEvent.click(screen.getByRole('tab', { name: 'My API Tokens' }));
    expect(await button('New API Token')).toBeTruthy();
  });

  it('loads more by the cursor', async () => {
    const more = ({ query }: { query?: Record<string, unknown> }) =>
      query?.cursor
        ? page(token({ id: 't4', description: 'Second page' }))
        : { tokens: [theirs], nextCursor: 'c' };
    await openManager({ 'GET /manager/tokens': more });
    await press('Load more');
    expect(await screen.findByRole('row', { name: /Second page/ })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  });

  it('deletes several after one modal that lists them', async () => {
    const other = token({ id: 't5', description: 'Other' });
    const { askedOf } = await openManager({
      'GET /manager/tokens': page(theirs, other),
      'POST /manager/tokens/delete': { deleted: 2, leftAtOrigin: 0 },
    });
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select all tokens shown' }));
    await press('Delete…');
    await press('Delete 2 tokens');
    expect(await screen.findByText('2 tokens are deleted.')).toBeTruthy();
    expect(askedOf('POST /manager/tokens/delete')).toEqual([{ body: { ids: ['t3', 't5'] } }]);
  });

  it('deletes one token of somebody else, and says whether the product keeps something of it', async () => {
    const { askedOf } = await openManager({
      'POST /manager/tokens/delete': { deleted: 1, leftAtOrigin: 1 },
    });
    await press('Delete Quarterly');
    await press('Delete token');
    expect(
      await screen.findByText(/“Quarterly” is deleted\. 1 personal access token/),
    ).toBeTruthy();
    expect(askedOf('POST /manager/tokens/delete')).toEqual([{ body: { ids: ['t3'] } }]);
  });

  it('knows that somebody else was faster', async () => {
    await openManager({ 'POST /manager/tokens/delete': { deleted: 0, leftAtOrigin: 0 } });
    await press('Delete Quarterly');
    await press('Delete token');
    expect(await screen.findByText(/Somebody else has deleted this token already/)).toBeTruthy();
  });

  it('says what of deleted tokens the product keeps', async () => {
    await openManager({
      'GET /manager/tokens': page(theirs, token({ id: 't5', description: 'Other' })),
      'POST /manager/tokens/delete': { deleted: 2, leftAtOrigin: 1 },
    });
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select all tokens shown' }));
    await press('Delete…');
    await press('Delete 2 tokens');
    expect(
      await screen.findByText(/2 tokens are deleted\. 1 personal access token behind it stays/),
    ).toBeTruthy();
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
