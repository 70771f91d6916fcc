import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../../shared/contract/policy.ts';
import { carol, session } from '../fake-worker.ts';
import { button, press, type } from '../open-manager.tsx';
import { effects, openAdministration, policyRecord, problem } from './open-administration.tsx';

const open = (answers = {}) => openAdministration('Policy', answers);
const number = (name: string) => screen.findByRole<HTMLInputElement>('textbox', { name });
const longest = () => number('Longest lifetime, in days');
const shorten = async (days = '30') => type(await longest(), days);
const preview = (change: Partial<typeof effects>, warnings: object[] = [], complete = true) => ({
  'POST /policy/preview': { effects: { ...effects, ...change }, complete, warnings },
});
const unload = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

describe('the form', () => {
  it('shows the policy, its version and who saved it, and has nothing to save', async () => {
    await open();
    expect((await longest()).value).toBe('365');
    expect(screen.getByText('Version 3, saved yesterday by Alice Ångström')).toBeTruthy();
    expect((await button('Save…')).getAttribute('aria-disabled')).toBe('true');
    expect(screen.queryByRole('button', { name: 'Discard changes' })).toBeNull();
    expect(unload()).toBe(false);
  });

  it('says what holds where nobody has saved one', async () => {
    const record = { ...policyRecord(), version: 0, updatedAt: null, updatedBy: null };
    await open({ 'GET /policy': record });
    expect(await screen.findByText(/Nobody has saved one yet/)).toBeTruthy();
  });

  it('asks the browser to ask while something is not saved, on other tabs as well', async () => {
    await open();
    await shorten();
    expect(await screen.findByText('Not saved')).toBeTruthy();
    expect(unload()).toBe(true);
    await press('Audit');
    fireEvent.click(screen.getByRole('tab', { name: 'My API Tokens' }));
    expect(unload()).toBe(true);
    fireEvent.click(screen.getByRole('tab', { name: 'Administration' }));
    await press(/^Policy/);
    expect((await longest()).value).toBe('30');
    await press('Discard changes');
    expect((await longest()).value).toBe('365');
    expect(unload()).toBe(false);
  });

  it.each(['0', '3651', '1.5', '', 'ten', '-1', '1e3'])(
    'names the field that %j does not fit in, and asks for nothing',
    async (text) => {
      const { askedOf } = await open();
      await shorten(text);
      expect(await screen.findByText('A whole number from 1 to 3650.')).toBeTruthy();
      await press('Save…');
      await waitFor(async () => expect(document.activeElement).toBe(await longest()));
      expect(askedOf('POST /policy/preview')).toEqual([]);
    },
  );

  it('takes addresses of both kinds, and says which one is none', async () => {
    const { askedOf } = await open();
    fireEvent.click(await screen.findByRole('radio', { name: 'From these addresses alone' }));
    const field = await screen.findByRole('textbox', { name: 'Addresses' });
    await press('Save…');
    expect(await screen.findByText(/Write at least one address/)).toBeTruthy();
    type(field, '10.0.0.0/8\n<b>x</b>');
    expect(await screen.findByText('“<b>x</b>” is not an address or a range.')).toBeTruthy();
    type(field, '10.0.0.0/8\n2001:db8::/32');
    await press('Save…');
    await screen.findByRole('dialog');
    expect(askedOf('POST /policy/preview')[0]?.body?.policy).toEqual({
      ...defaultPolicy,
      ipRanges: ['10.0.0.0/8', '2001:db8::/32'],
    });
  });

  it('finds groups by search, and takes them back by backspace', async () => {
    const { askedOf } = await open();
    const managers = () => screen.findByRole('combobox', { name: /Token managers/ });
    type(await managers(), 'dev');
    fireEvent.click(await screen.findByRole('option', { name: 'developers' }));
    expect(await button('Remove developers')).toBeTruthy();
    expect(askedOf('GET /groups')).toEqual([{ query: { q: 'dev' } }]);
    fireEvent.keyDown(await managers(), { key: 'Backspace' });
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: 'Remove developers' })).toBeNull(),
    );
  });

  it('draws hostile names of groups as text, and sends them as they are', async () => {
    const name = '{group} <img src=x onerror=alert(1)> \u202e$1 | x';
    const { askedOf } = await open({ 'GET /groups': { groups: [{ name }] } });
    type(await screen.findByRole('combobox', { name: /Only read-only/ }), 'x');
    fireEvent.click(await screen.findByRole('option'));
    await press('Save…');
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain(`no group → “\u2068${name}\u2069”`);
    expect(document.querySelector('img')).toBeNull();
    expect(askedOf('POST /policy/preview')[0]?.body?.policy).toMatchObject({
      readOnlyGroups: [name],
    });
  });
});

describe('before it is saved', () => {
  it('says what changes, that no token is touched, and saves by the version that was read', async () => {
    const saved = policyRecord({ maxTokensPerUser: 10 }, 4);
    const { askedOf } = await open({ 'PUT /policy': saved });
    type(await number('Tokens for one user, their number'), '10');
    await press('Save…');
    const dialog = within(await screen.findByRole('dialog', { name: 'Save this policy?' }));
    expect(dialog.getByText('50 → 10')).toBeTruthy();
    expect(dialog.getByText('Nothing: the 50 tokens that work now go on as before.')).toBeTruthy();
    fireEvent.click(dialog.getByRole('button', { name: 'Save policy' }));
    expect(await screen.findByText('The policy is saved. It is version 4 now.')).toBeTruthy();
    expect(askedOf('PUT /policy')).toEqual([
      { body: { policy: { ...defaultPolicy, maxTokensPerUser: 10 }, version: 3 } },
    ]);
    expect(screen.queryByText('Not saved')).toBeNull();
    expect(unload()).toBe(false);
  });

  it.each<[Partial<typeof effects>, RegExp]>([
    [{ expireEarlier: 37 }, /37 tokens will expire earlier/],
    [{ expireAtOnce: 1 }, /1 token stops working at once/],
    [{ outsideAddresses: 2 }, /2 tokens were last used from addresses that will be refused/],
    [{ deletedAsUnused: 3 }, /3 tokens will be deleted as unused/],
    [{ ownersAboveMaximum: 4 }, /4 users have more tokens than that/],
  ])('asks loudly where %j, with the safe answer first', async (change, words) => {
    const { askedOf } = await open(preview(change, [], false));
    await shorten();
    await press('Save…');
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText(words)).toBeTruthy();
    expect(dialog.getByText(/all numbers are the least/)).toBeTruthy();
    expect(document.activeElement?.textContent).toBe('Back');
    await press('Back');
    expect((await longest()).value).toBe('30');
    expect(askedOf('PUT /policy')).toEqual([]);
  });

  it('asks loudly before passwords are blocked', async () => {
    await open();
    fireEvent.click(await screen.findByRole('radio', { name: 'Blocked' }));
    await press('Save…');
    expect(await screen.findByRole('alertdialog')).toBeTruthy();
    expect(screen.getByText('Scripts that use a password stop working at once')).toBeTruthy();
  });

  it('says contradictions in the dialog, and at their fields until these are changed', async () => {
    const warnings = [
      { code: 'default-above-maximum', field: 'defaultLifetimeDays', group: null },
      { code: 'group-not-found', field: 'manageGroups', group: '<i>gone</i>' },
    ];
    await open(preview({}, warnings));
    await shorten();
    await press('Save…');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/There is no group “\u2068<i>gone<\/i>\u2069”/)).toBeTruthy();
    expect(dialog.getByRole('button', { name: 'Save policy anyway' })).toBeTruthy();
    await press('Back');
    const field = within(screen.getByRole('group', { name: 'Suggested lifetime' }));
    expect(field.getByText(/longer than the longest one/)).toBeTruthy();
    type(field.getByRole('textbox'), '20');
    await waitFor(() => expect(field.queryByText(/longer than the longest one/)).toBeNull());
  });
});

describe('what goes wrong', () => {
  it('shows what somebody else saved, keeps one’s own edits, and saves by the newer version', async () => {
    const theirs = {
      ...policyRecord({ maxLifetimeDays: 180, maxTokensPerUser: 5 }, 4),
      updatedBy: carol,
    };
    const fake = await open({ 'PUT /policy': problem('conflict') });
    await shorten();
    await press('Save…');
    await screen.findByRole('dialog');
    fake.answers['GET /policy'] = theirs;
    await press('Save policy');
    const note = within(await screen.findByRole('alert'));
    expect(note.getByText('Cäröl Öberg has saved meanwhile')).toBeTruthy();
    expect(note.getByText('50 → 5')).toBeTruthy();
    expect(note.getAllByText(/You have changed this too/)).toHaveLength(1);
    expect((await longest()).value).toBe('30');
    expect((await number('Tokens for one user, their number')).value).toBe('5');
    fake.answers['PUT /policy'] = policyRecord({ maxLifetimeDays: 30, maxTokensPerUser: 5 }, 5);
    await press('Save…');
    await screen.findByRole('dialog');
    await press('Save policy');
    await screen.findByText(/It is version 5 now/);
    expect(fake.askedOf('PUT /policy').at(-1)?.body).toMatchObject({
      version: 4,
      policy: { maxLifetimeDays: 30, maxTokensPerUser: 5 },
    });
  });

  it.each([
    ['the session has ended', { kind: 'logged-out' }, 'Log in to Jira'],
    ['there is no network', { kind: 'offline' }, 'The site cannot be reached'],
  ])('loses nothing when %s, at the look and at the saving', async (_, failure, words) => {
    const fake = await open({ 'POST /policy/preview': failure, 'PUT /policy': failure });
    await shorten();
    await press('Save…');
    expect(await screen.findByText(words)).toBeTruthy();
    expect((await longest()).value).toBe('30');
    fake.answers['POST /policy/preview'] = { effects, complete: true, warnings: [] };
    await press('Save…');
    const dialog = within(await screen.findByRole('dialog'));
    await press('Save policy');
    expect(await dialog.findByText(words)).toBeTruthy();
    expect((await longest()).value).toBe('30');
  });

  it('tries again where the policy could not be read', async () => {
    const fake = await open({ 'GET /policy': { kind: 'offline' } });
    expect(await screen.findByText('The site cannot be reached')).toBeTruthy();
    fake.answers['GET /policy'] = policyRecord();
    await press('Try again');
    expect((await longest()).value).toBe('365');
  });

  it('tells whoever has lost the group, and shows what they may do now', async () => {
    const fake = await open({ 'POST /policy/preview': problem('forbidden') });
    await shorten();
    fake.answers['GET /session'] = session({ manageOthers: true });
    await press('Save…');
    expect(await screen.findByText(/You do not administer API tokens on this site/)).toBeTruthy();
    expect(screen.queryByRole('tab', { name: 'Administration' })).toBeNull();
    expect(screen.getByRole('tab', { name: 'Token Manager' })).toBeTruthy();
    expect(unload()).toBe(false);
  });
});
