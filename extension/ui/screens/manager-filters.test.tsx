import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it } from 'vitest';
import { startOfDay, startOfDayFrom } from '../../../shared/days.ts';
import { alice, carol, now } from './fake-worker.ts';
import { button, openManager, openPopup, press, type } from './open-manager.tsx';

const usual = { sort: 'created', order: 'desc' };
const daysAgo = (days: number) => new Date(startOfDayFrom(now, -days)).toISOString();

beforeEach(() => {
  history.replaceState(null, '', '/popup.html?view=manager');
});

/** The choices of a filter. */
const choices = (name: string) => within(screen.getByRole('dialog', { name }));
const choose = (filter: string, choice: string) =>
  fireEvent.click(choices(filter).getByRole('button', { name: choice }));

describe('when', () => {
  it.each([
    ['Created', 'Today', { createdFrom: daysAgo(0) }, 'created=today'],
    ['Created', 'Last year', { createdFrom: '2025-11-23' }, 'created=lastYear'],
    ['Last used', 'Last 7 days', { lastUsedFrom: daysAgo(7) }, 'lastUsed=last7'],
    ['Last used', 'Never used', { lastUsed: 'never' }, 'lastUsed=neverUsed'],
    [
      'Last used',
      'Not in the last 90 days',
      { lastUsedTo: daysAgo(90), lastUsed: 'never' },
      'lastUsed=notIn90',
    ],
    ['Expires', 'Expired', { expiresTo: '2026-11-23T10:14:00.001Z' }, 'expires=expired'],
    ['Expires', 'Never expires', { expires: 'never' }, 'expires=neverExpires'],
  ])('%s: %s is asked for, shown, and kept', async (name, choice, query, address) => {
    const { queries } = await openManager();
    choose(name, choice);
    const set = await button(`${name}: ${choice}`);
    await waitFor(() => expect(queries()).toHaveLength(2));
    for (const [field, value] of Object.entries(query)) {
      expect(String(queries().at(-1)?.[field])).toContain(value);
    }
    expect(Object.keys(queries().at(-1) ?? {})).toHaveLength(2 + Object.keys(query).length);
    expect(location.search).toBe(`?view=manager&${address}`);
    expect(document.activeElement).toBe(set);
  });

  it('is cleared by the button of its own, or by choosing it again', async () => {
    const { queries } = await openManager();
    choose('Created', 'Today');
    await press('Clear the filter Created');
    expect(document.activeElement?.textContent).toBe('Created');
    choose('Expires', 'Expired');
    await button('Expires: Expired');
    choose('Expires', 'Expired');
    await waitFor(() => expect(queries().at(-1)).toEqual(usual));
    expect(location.search).toBe('?view=manager');
    expect(screen.queryByRole('button', { name: 'Clear all' })).toBeNull();
  });

  function fill(from: string, to: string) {
    const form = choices('Created');
    type(form.getByLabelText('From'), from);
    type(form.getByLabelText('To'), to);
    fireEvent.click(form.getByRole('button', { name: 'Apply' }));
    return form;
  }

  it('is a range of whole days, both included', async () => {
    const { queries } = await openManager();
    fill('2026-03-01', '2026-03-31');
    await button(/^Created: Mar 1\s–\s31, 2026$/);
    await waitFor(() => expect(queries()).toHaveLength(2));
    expect(queries().at(-1)).toEqual({
      ...usual,
      createdFrom: new Date(startOfDay('2026-03-01') ?? 0).toISOString(),
      createdTo: new Date(startOfDay('2026-04-01') ?? 0).toISOString(),
    });
    expect(location.search).toContain('created=2026-03-01..2026-03-31');
  });

  it.each([
    ['2026-03-01', '', 'Created: from Mar 1, 2026'],
    ['', '2026-03-31', 'Created: until Mar 31, 2026'],
  ])('is a range open at one end: %j to %j', async (from, to, text) => {
    await openManager();
    fill(from, to);
    expect(await button(text)).toBeTruthy();
  });

  it.each([
    ['2026-03-02', '2026-03-01', 'To', 'This day is before the first one.'],
    ['', '', 'From', 'Choose a day here or below.'],
    ['0026-03-02', '', 'From', 'Choose a day of the calendar.'],
  ])('from %j to %j is told at the field', async (from, to, field, problem) => {
    const { queries } = await openManager();
    const form = fill(from, to);
    expect(await form.findByText(problem)).toBeTruthy();
    const input = form.getByLabelText(field);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(input);
    expect(queries()).toHaveLength(1);
  });
});

describe('whose', () => {
  const field = () => screen.getByRole('combobox', { name: 'Filter by users' });
  const chips = () => screen.queryAllByRole('button', { name: /^Remove / });
  const backspace = () => fireEvent.keyDown(field(), { key: 'Backspace' });

  async function pick(text: string, name: RegExp) {
    type(field(), text);
    fireEvent.click(await screen.findByRole('option', { name }));
  }

  it('is several people, by key; and a piece of the description', async () => {
    const { queries, answers } = await openManager();
    await pick('öb', /Cäröl/);
    answers['GET /users'] = { users: [{ ...alice, avatarUrl: null }] };
    await pick('ali', /Alice/);
    expect(chips()).toHaveLength(2);
    type(screen.getByRole('searchbox', { name: 'Search descriptions' }), ' QUART ');
    await waitFor(() =>
      expect(queries().at(-1)).toEqual({ ...usual, owner: [carol.key, alice.key], q: 'QUART' }),
    );
    expect(location.search).toBe('?view=manager&q=QUART&owner=JIRAUSER2&owner=JIRAUSER1');
    await press('Clear all');
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
    await waitFor(() => expect(queries().at(-1)).toEqual(usual));
    expect(location.search).toBe('?view=manager');
  });

  it('marks who is chosen, and takes them back when chosen again', async () => {
    await openManager();
    await pick('öb', /Cäröl/);
    await pick('öb', /Cäröl.*chosen/);
    expect(chips()).toHaveLength(0);
  });

  it('takes the last one back by Backspace in the empty field alone', async () => {
    const { queries } = await openManager();
    await pick('öb', /Cäröl/);
    await waitFor(() => expect(chips()).toHaveLength(1));
    type(field(), 'x');
    backspace();
    expect(chips()).toHaveLength(1);
    type(field(), '');
    backspace();
    await waitFor(() => expect(chips()).toHaveLength(0));
    await waitFor(() => expect(queries().at(-1)).toEqual(usual));
  });

  it('leaves the focus in the field when somebody is removed', async () => {
    await openManager();
    await pick('öb', /Cäröl/);
    await press('Remove Cäröl Öberg');
    expect(chips()).toHaveLength(0);
    expect(document.activeElement).toBe(field());
  });

  it("is set from a row by its user's name", async () => {
    const { queries } = await openManager();
    await press('Cäröl Öberg');
    await waitFor(() => expect(queries().at(-1)).toEqual({ ...usual, owner: [carol.key] }));
    expect(chips()).toHaveLength(1);
  });
});

describe('what the address says', () => {
  const reload = (search: string, answers = {}) => {
    cleanup();
    history.replaceState(null, '', `/popup.html?view=manager&${search}`);
    return openPopup(answers);
  };

  it('is asked for at once, each preset anew', async () => {
    const { askedOf } = reload('q=re&created=last7&lastUsed=..2026-01-31&sort=owner&order=asc');
    await screen.findByRole('row', { name: /Quarterly/ });
    expect(askedOf('GET /manager/tokens').map(({ query }) => query)).toEqual([
      {
        sort: 'owner',
        order: 'asc',
        q: 're',
        createdFrom: daysAgo(7),
        lastUsedTo: new Date(startOfDay('2026-02-01') ?? 0).toISOString(),
      },
    ]);
    expect(await button('Created: Last 7 days')).toBeTruthy();
    expect(await button('Last used: until Jan 31, 2026')).toBeTruthy();
    const heading = screen.getByRole('columnheader', { name: 'User' });
    expect(heading.getAttribute('aria-sort')).toBe('ascending');
  });

  it('names users by the rows, and asks for those who have none', async () => {
    const bob = { key: 'JIRAUSER3', name: 'bob', displayName: 'Bob Manager' };
    const { askedOf } = reload(`owner=${carol.key}&owner=${bob.key}&owner=gone`, {
      'GET /user': ({ query }: { query?: { key?: string } }) =>
        query?.key === bob.key ? bob : { kind: 'problem', code: 'not_found', detail: '' },
    });
    expect(await button('Remove Cäröl Öberg')).toBeTruthy();
    expect(await button('Remove Bob Manager')).toBeTruthy();
    expect(await button('Remove gone')).toBeTruthy();
    expect(askedOf('GET /user').map(({ query }) => query?.key)).toEqual([bob.key, 'gone']);
    expect(askedOf('GET /manager/tokens')).toHaveLength(1);
  });

  it('is nothing where somebody made it up', async () => {
    const { askedOf } = reload('created=never&expires=2026-02-30..&sort=__proto__&order=asc');
    await screen.findByRole('row', { name: /Quarterly/ });
    expect(askedOf('GET /manager/tokens').map(({ query }) => query)).toEqual([usual]);
    expect(location.search).toBe('?view=manager');
  });
});

describe('changing tabs', () => {
  it('loses neither filters nor rows', async () => {
    const { queries } = await openManager();
    choose('Created', 'Today');
    await button('Created: Today');
    await waitFor(() => expect(queries()).toHaveLength(2));
    fireEvent.click(screen.getByRole('tab', { name: 'My API Tokens' }));
    fireEvent.click(screen.getByRole('tab', { name: 'Token Manager' }));
    expect(await button('Created: Today')).toBeTruthy();
    expect(screen.getByRole('row', { name: /Quarterly/ })).toBeTruthy();
    expect(queries()).toHaveLength(2);
  });
});
