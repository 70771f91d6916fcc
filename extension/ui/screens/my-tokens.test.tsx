import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { describe, expect, it, vi } from 'vitest';
import { leftAtOriginHeader } from '../../../shared/contract/token-changes.ts';
import { carol, token } from './fake-worker.ts';
import { button, page, press, type } from './open-manager.tsx';
import { announced, openMine } from './open-mine.tsx';

const many = (count: number) =>
  Array.from({ length: count }, (_, at) => token({ id: `m${at}`, description: `Number ${at}` }));
const row = (name: RegExp) => screen.findByRole('row', { name });
const gone = { kind: 'problem', code: 'not_found', detail: '' };

describe('the list', () => {
  it('says what there is to know of a token', async () => {
    openMine({
      'GET /tokens': page(
        token({ creator: carol, lastUsedAt: '2026-11-23T10:12:00Z', lastUsedFrom: '203.0.113.9' }),
      ),
    });
    const cells = within(await row(/Nightly report/));
    for (const text of [
      'pst_Qx7f…',
      'Read only',
      'by Cäröl Öberg',
      '2 minutes ago',
      'from 203.0.113.9',
      'in 9 days',
      'Expires soon',
    ]) {
      expect(cells.getByText(text)).toBeTruthy();
    }
    expect(screen.queryByRole('tab', { name: 'Token Manager' })).toBeNull();
  });

  it.each([
    ['2026-11-23T10:14:00Z', 'Expired'],
    ['2026-12-07T10:14:00Z', 'Expires soon'],
    ['2026-12-08T10:14:00Z', undefined],
    [null, undefined],
  ])('that ends at %s is marked: %s', async (expiresAt, mark) => {
    openMine({ 'GET /tokens': page(token({ expiresAt })) });
    const cells = within(await row(/Nightly report/));
    expect(cells.queryByText(/^Expire[sd]/)?.textContent).toBe(mark);
  });

  it('says what a token is for where there is none', async () => {
    openMine({ 'GET /tokens': page() });
    expect(await screen.findByRole('heading', { name: 'You have no API tokens yet' })).toBeTruthy();
    expect(await button('New API Token')).toBeTruthy();
  });

  it('offers no token to those who may not have one', async () => {
    openMine({}, { createOwn: false });
    await screen.findByText(/does not let you create/);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'New API Token' })).toBeNull());
  });

  it.each([
    ['Description', 'description', 'asc', 'ascending'],
    ['Last used', 'lastUsed', 'desc', 'descending'],
    ['Expires', 'expires', 'asc', 'ascending'],
    ['Created', 'created', 'asc', 'ascending'],
  ])('is sorted by %s by the Worker', async (name, sort, order, said) => {
    const { askedOf } = openMine();
    await press(name);
    await waitFor(() => expect(askedOf('GET /tokens').at(-1)?.query).toEqual({ sort, order }));
    expect(screen.getByRole('columnheader', { name }).getAttribute('aria-sort')).toBe(said);
  });

  it('goes on page by page', async () => {
    openMine({
      'GET /tokens': ({ query }: { query?: { cursor?: string } }) =>
        query?.cursor === 'c'
          ? page(token({ id: 't2', description: 'Second page' }))
          : { tokens: [token()], nextCursor: 'c' },
    });
    await press('Load more');
    expect(await row(/Second page/)).toBeTruthy();
    expect(announced()).toContain('2 tokens');
  });
});

describe('the search', () => {
  it('is not there for what is seen at a glance', async () => {
    openMine({ 'GET /tokens': page(...many(9)) });
    await row(/Number 8/);
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  it('asks the Worker when somebody pauses, says how many there are, and stays', async () => {
    const { askedOf } = openMine({
      'GET /tokens': ({ query }: { query?: { q?: string } }) =>
        page(...many(10).filter(({ description }) => description.includes(query?.q ?? ''))),
    });
    const field = await screen.findByRole('searchbox', { name: 'Search descriptions' });
    for (const typed of ['N', 'Nu', 'Number 7 ']) type(field, typed);
    await waitFor(() => expect(screen.queryByRole('row', { name: /Number 1/ })).toBeNull());
    expect(askedOf('GET /tokens').map(({ query }) => query?.q)).toEqual([undefined, 'Number 7']);
    expect(screen.getByRole('searchbox')).toBe(field);
    expect(announced()).toContain('1 token');

    type(field, 'nothing of that');
    expect(await screen.findByText(/None of your tokens has “nothing of that”/)).toBeTruthy();
    expect(announced()).toContain('No tokens');
    await press('Clear search');
    expect(await row(/Number 1/)).toBeTruthy();
    expect((field as HTMLInputElement).value).toBe('');
  });
});

describe('deleting', () => {
  it('comes after a modal that shows every detail', async () => {
    const { askedOf } = openMine({
      'GET /tokens': page(token({ ipRanges: ['10.0.0.0/8'], creator: carol })),
      'DELETE /tokens/:id': undefined,
    });
    await press('Delete Nightly report');
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Delete this token?' }));
    for (const text of [
      'Nightly report',
      'pst_Qx7f…',
      'Alice Ångström (alice)',
      'Read only',
      /November 3, 2026.*, by Cäröl Öberg/,
      'Never used',
      /December 2, 2026/,
      'Expires soon',
      '10.0.0.0/8',
      /cannot be undone/,
    ]) {
      expect(dialog.getByText(text)).toBeTruthy();
    }
    await press('Delete token');
    await waitFor(() => expect(screen.queryByRole('row', { name: /Nightly report/ })).toBeNull());
    expect(askedOf('DELETE /tokens/:id')).toEqual([{ id: 't1' }]);
    expect(announced()).toContain('“Nightly report” is deleted.');
  });

  it('keeps the row and says why where it does not work', async () => {
    openMine({ 'DELETE /tokens/:id': { kind: 'offline' } });
    await press('Delete Nightly report');
    await press('Delete token');
    expect(await screen.findByText('The site cannot be reached')).toBeTruthy();
    await press('Cancel');
    expect(screen.getByRole('row', { name: /Nightly report/ })).toBeTruthy();
  });

  it('knows that somebody else was faster, and asks for the list anew', async () => {
    const { answers, askedOf } = openMine({
      'GET /tokens': page(token(), token({ id: 't2', description: 'Other' })),
      'DELETE /tokens/:id': gone,
    });
    await press('Delete Nightly report');
    answers['GET /tokens'] = page(token({ id: 't3', description: 'New one' }));
    await press('Delete token');
    expect(await screen.findByText(/Somebody else has deleted “Nightly report”/)).toBeTruthy();
    expect(await row(/New one/)).toBeTruthy();
    expect(screen.queryByRole('row', { name: /Other/ })).toBeNull();
    expect(askedOf('GET /tokens')).toHaveLength(2);
  });

  it('says for as long as it takes what the product keeps', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    openMine({ 'DELETE /tokens/:id': new Headers({ [leftAtOriginHeader]: '1' }) });
    await press('Delete Nightly report');
    await press('Delete token');
    const news = /“Nightly report” is deleted\. 1 personal access token .* stays in the product/;
    expect(await screen.findByText(news)).toBeTruthy();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(screen.getByText(news)).toBeTruthy();
    await press('Dismiss');
    await waitFor(() => expect(screen.queryByText(news)).toBeNull());
    vi.useRealTimers();
  });
});

describe('renaming', () => {
  async function openForm(answers = {}) {
    const fake = openMine(answers);
    await press('Rename Nightly report');
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Description' });
    return { ...fake, field };
  }

  it('is done in place', async () => {
    const { field, askedOf } = await openForm({
      'PATCH /tokens/:id': token({ description: 'Weekly report' }),
    });
    expect(field.value).toBe('Nightly report');
    type(field, 'Weekly report');
    await press('Save');
    expect(await row(/Weekly report/)).toBeTruthy();
    expect(askedOf('PATCH /tokens/:id')).toEqual([
      { id: 't1', body: { description: 'Weekly report' } },
    ]);
    expect(announced()).toContain('Renamed to “Weekly report”.');
  });

  it('says while somebody types what is wrong, and asks nothing before it is right', async () => {
    const { field, askedOf } = await openForm();
    type(field, 'x'.repeat(201));
    expect(await screen.findByText('At most 200 characters.')).toBeTruthy();
    type(field, ' ');
    expect(await screen.findByText('Write what the token is for.')).toBeTruthy();
    await press('Save');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(askedOf('PATCH /tokens/:id')).toEqual([]);
  });

  it('loses nothing of what was typed when it fails, and goes on after a login', async () => {
    const { field, answers } = await openForm({ 'PATCH /tokens/:id': { kind: 'logged-out' } });
    type(field, 'Weekly report');
    await press('Save');
    expect(await button('Log in to Jira')).toBeTruthy();
    expect(field.value).toBe('Weekly report');
    answers['PATCH /tokens/:id'] = token({ description: 'Weekly report' });
    await press('Save');
    expect(await row(/Weekly report/)).toBeTruthy();
    expect(screen.queryByText('You are logged out')).toBeNull();
  });

  it('ends with Escape as it was', async () => {
    const { field } = await openForm();
    type(field, 'Weekly report');
    fireEvent.keyDown(field, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('textbox')).toBeNull());
    expect(await row(/Nightly report/)).toBeTruthy();
  });

  it('of a token that somebody else has deleted takes its row away', async () => {
    const { field, answers } = await openForm({ 'PATCH /tokens/:id': gone });
    type(field, 'Weekly report');
    answers['GET /tokens'] = page();
    await press('Save');
    expect(await screen.findByText(/Somebody else has deleted “Nightly report”/)).toBeTruthy();
    expect(await screen.findByText('You have no API tokens yet')).toBeTruthy();
  });
});
