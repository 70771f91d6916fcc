import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it } from 'vitest';
import { carol, now, secret, token } from './fake-worker.ts';
import { button, openManager, openPopup, page, press, theirs, type } from './open-manager.tsx';

beforeEach(() => {
  history.replaceState(null, '', '/popup.html');
});

describe('Token Manager', () => {
  it('is a tab that arrow keys reach', async () => {
    openPopup({});
    fireEvent.keyDown(await screen.findByRole('tab', { name: 'My API Tokens' }), {
      key: 'ArrowRight',
    });
    const tab = await screen.findByRole('tab', { name: 'Token Manager' });
    expect(tab.getAttribute('aria-selected')).toBe('true');
    expect(location.search).toBe('?view=manager');
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
    const dialog = within(await screen.findByRole('dialog', { name: 'New API Token' }));
    type(await dialog.findByRole('combobox', { name: 'User' }), 'cär');
    fireEvent.click(await dialog.findByRole('option', { name: /Cäröl/ }));
    type(await dialog.findByRole('textbox', { name: 'Description' }), 'Quarterly');
    fireEvent.click(dialog.getByRole('button', { name: 'New API Token' }));
    await screen.findByText('Copy your token now');
    expect(askedOf('POST /tokens')[0]?.body).toMatchObject({ owner: carol.key });
    expect(screen.getByText(/uses it with the user name/)).toBeTruthy();
  });

  it('offers no new token where only owners can make them, and says why', async () => {
    openPopup({}, { createForOthers: false });
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
});

describe('deleting', () => {
  const other = token({ id: 't5', description: 'Other' });
  const several = { 'GET /manager/tokens': page(theirs, other) };
  const selectAll = () =>
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select all tokens shown' }));

  it('deletes several after one modal that lists them', async () => {
    const { askedOf } = await openManager({
      ...several,
      'POST /manager/tokens/delete': { deleted: 2, leftAtOrigin: 0 },
    });
    selectAll();
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
    expect(await screen.findByText(/Somebody else has deleted “Quarterly”/)).toBeTruthy();
  });

  it('says what of deleted tokens the product keeps', async () => {
    await openManager({
      ...several,
      'POST /manager/tokens/delete': { deleted: 2, leftAtOrigin: 1 },
    });
    selectAll();
    await press('Delete…');
    await press('Delete 2 tokens');
    expect(
      await screen.findByText(/2 tokens are deleted\. 1 personal access token behind it stays/),
    ).toBeTruthy();
  });

  it('says how many somebody else had deleted before, and what there is now', async () => {
    const { answers } = await openManager({
      ...several,
      'POST /manager/tokens/delete': { deleted: 1, leftAtOrigin: 0 },
    });
    selectAll();
    await press('Delete…');
    const list = within(await screen.findByRole('list', { name: 'API tokens' }));
    for (const text of ['Quarterly', 'Cäröl Öberg (cäröl)', 'Other', 'Alice Ångström (alice)']) {
      expect(list.getByText(text)).toBeTruthy();
    }
    answers['GET /manager/tokens'] = page(token({ id: 't6', description: 'Still there' }));
    await press('Delete 2 tokens');
    const news = '1 token is deleted. Somebody else had deleted 1 before.';
    expect(await screen.findByText(news)).toBeTruthy();
    expect(await screen.findByRole('row', { name: /Still there/ })).toBeTruthy();
    expect(screen.queryByRole('row', { name: /Other/ })).toBeNull();
  });

  it('goes on with those who come next where none is left on screen', async () => {
    let isDeleted = false;
    await openManager({
      'GET /manager/tokens': () =>
        isDeleted
          ? page(token({ id: 't9', description: 'The next' }))
          : { ...page(theirs), nextCursor: 'c' },
      'POST /manager/tokens/delete': () => {
        isDeleted = true;
        return { deleted: 1, leftAtOrigin: 0 };
      },
    });
    await press('Delete Quarterly');
    await press('Delete token');
    expect(await screen.findByRole('row', { name: /The next/ })).toBeTruthy();
  });
});

describe('selecting', () => {
  const many = Array.from({ length: 130 }, (_, index) =>
    token({ id: `t${index}`, description: index === 0 ? 'Quarterly' : `Number ${index}` }),
  );
  // Among hundreds of buttons the label alone is found in a blink, a role with its name is not.
  const tick = (name: RegExp) => screen.getByLabelText<HTMLInputElement>(name);

  it('takes a range by shift-click', async () => {
    await openManager({ 'GET /manager/tokens': page(...many) });
    fireEvent.click(tick(/Number 3 /));
    fireEvent.click(tick(/Number 7 /), { shiftKey: true });
    expect(await screen.findByText('5 selected')).toBeTruthy();
    expect([tick(/Number 5 /).checked, tick(/Number 8 /).checked]).toEqual([true, false]);
  });

  it('ends at what one deletion takes, and says so', async () => {
    await openManager({ 'GET /manager/tokens': page(...many) });
    fireEvent.click(tick(/Select all/));
    expect(await screen.findByText('100 selected')).toBeTruthy();
    expect(screen.getByText('More cannot be deleted at once.')).toBeTruthy();
    expect([tick(/Number 99 /).checked, tick(/Number 100 /).disabled]).toEqual([true, true]);
    fireEvent.click(tick(/Number 99 /));
    expect(await screen.findByText('99 selected')).toBeTruthy();
    expect(tick(/Number 100 /).disabled).toBe(false);
  });
});

describe('more than a page', () => {
  interface Question {
    query?: { cursor?: string };
  }
  const first = { tokens: [theirs], nextCursor: 'c' };
  const second = page(token({ id: 't4', description: 'Second page' }));

  it('comes by the cursor, and the focus goes on with it', async () => {
    await openManager({
      'GET /manager/tokens': ({ query }: Question) => (query?.cursor ? second : first),
    });
    expect(screen.getByText('Showing the first token')).toBeTruthy();
    (await button('Load more')).focus();
    await press('Load more');
    expect(await screen.findByRole('row', { name: /Second page/ })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
    expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Select Second page/);
    expect(screen.getByText('2 tokens')).toBeTruthy();
  });

  it.each([
    [{ count: 1514, isExact: true }, 'Showing the first of 1,514 tokens'],
    [{ count: 10_000, isExact: false }, 'Showing the first of more than 10,000 tokens'],
  ])('shows the total: %j', async (total, text) => {
    await openManager({ 'GET /manager/tokens': { ...first, total } });
    expect(screen.getByText(text)).toBeTruthy();
  });

  it('requests pages until one has tokens, and shows no total if the Worker has none', async () => {
    const cursors = Array.from({ length: 30 }, (_, i) => `c${i}`);
    const { queries } = await openManager({
      'GET /manager/tokens': ({ query }: Question) => {
        const next = cursors[cursors.indexOf(query?.cursor ?? '') + 1];
        return next ? { tokens: [], nextCursor: next } : { tokens: [theirs], nextCursor: 'c' };
      },
    });
    expect(queries()).toHaveLength(31);
    expect(screen.getByText('Showing the first token')).toBeTruthy();
  });

  it('asks the same although the clock goes on, and leaves the focus where it went', async () => {
    let time = now;
    const { queries } = await openManager(
      { 'GET /manager/tokens': ({ query }: Question) => (query?.cursor ? second : first) },
      () => time,
    );
    const expired = { name: 'Expired' };
    fireEvent.click(
      within(screen.getByRole('dialog', { name: 'Expires' })).getByRole('button', expired),
    );
    await waitFor(() => expect(queries()).toHaveLength(2));
    time += 60_000;
    await press('Load more');
    screen.getByRole('searchbox').focus();
    await screen.findByRole('row', { name: /Second page/ });
    expect(queries().at(-1)).toEqual({ ...queries().at(-2), cursor: 'c' });
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
  });

  it('begins anew where the Worker does not go on, and says so', async () => {
    const refusal = { kind: 'problem', code: 'invalid_request', detail: 'cursor' };
    const { queries } = await openManager({
      'GET /manager/tokens': ({ query }: Question) => (query?.cursor ? refusal : first),
    });
    await press('Load more');
    expect(await screen.findByText(/so it begins anew/)).toBeTruthy();
    await waitFor(() => expect(queries()).toHaveLength(3));
    expect(screen.getByRole('row', { name: /Quarterly/ })).toBeTruthy();
  });

  it('says why where it does not come, and asks again', async () => {
    let answer: object = { kind: 'offline' };
    await openManager({
      'GET /manager/tokens': ({ query }: Question) => (query?.cursor ? answer : first),
    });
    await press('Load more');
    expect(await screen.findByText('The site cannot be reached')).toBeTruthy();
    answer = second;
    await press('Load more');
    expect(await screen.findByRole('row', { name: /Second page/ })).toBeTruthy();
    expect(screen.queryByText('The site cannot be reached')).toBeNull();
  });
});
