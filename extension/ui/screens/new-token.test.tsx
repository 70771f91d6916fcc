import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../../../shared/contract/session.ts';
import { alice, carol, secret, session, token } from './fake-worker.ts';
import { page, press, type } from './open-manager.tsx';
import { announced, openMine } from './open-mine.tsx';

const created = { token: token({ id: 't2', description: 'CI' }), secret };
const command = (word: string) =>
  `curl -u alice:${word} https://jira.example.com/rest/api/2/myself`;
const copied = vi.fn(async (_: string) => {});

beforeEach(() => {
  copied.mockReset().mockResolvedValue();
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(copied);
});

function withPolicy(change: Partial<Session['policy']>) {
  const { policy, ...rest } = session();
  return { 'GET /session': { ...rest, policy: { ...policy, ...change } } };
}

async function openForm(answers = {}) {
  const fake = openMine({ 'POST /tokens': created, ...answers });
  await waitFor(() =>
    expect(
      screen.getByRole('button', { name: 'New API Token' }).getAttribute('aria-disabled'),
    ).toBe('false'),
  );
  await press('New API Token');
  const dialog = within(await screen.findByRole('dialog', { name: 'New API Token' }));
  const field = await dialog.findByRole<HTMLInputElement>('textbox', { name: 'Description' });
  const submit = () => fireEvent.click(dialog.getByRole('button', { name: 'New API Token' }));
  const choose = (name: string) => fireEvent.click(dialog.getByRole('radio', { name }));
  return { ...fake, dialog, field, submit, choose };
}

describe('the form', () => {
  it('does not nag before something is typed, and then says at once what is wrong', async () => {
    const { dialog, field } = await openForm();
    expect(dialog.queryByText('Write what the token is for.')).toBeNull();
    expect(dialog.getByText('0 / 200')).toBeTruthy();
    type(field, ` ${'x'.repeat(190)} `);
    expect(await dialog.findByText('190 / 200')).toBeTruthy();
    expect(announced()).toContain('10 characters left');
    type(field, 'x'.repeat(201));
    expect(await dialog.findByText('At most 200 characters.')).toBeTruthy();
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });

  it('offers what the policy allows and says its boundary', async () => {
    const { dialog } = await openForm(withPolicy({ maxLifetimeDays: 90 }));
    const names = dialog
      .getAllByRole('radio')
      .map((radio) => radio.getAttribute('aria-label'))
      .slice(0, -2);
    expect(names).toEqual(['7 days', '30 days', '60 days', '90 days', 'Custom date']);
    expect(dialog.getByText(/Your administrator allows at most 90 days/)).toBeTruthy();
  });

  it('offers Never where the policy has no bound', async () => {
    const { dialog, field, submit, choose, askedOf } = await openForm(
      withPolicy({ maxLifetimeDays: null }),
    );
    choose('Never');
    expect(dialog.getByText('It works until somebody deletes it.')).toBeTruthy();
    type(field, 'CI');
    submit();
    await screen.findByText('Copy your token now');
    expect(askedOf('POST /tokens')[0]?.body?.expiresAt).toBeNull();
  });

  it('lets nobody go beyond the policy, and offers the last day that is possible', async () => {
    const { dialog, field, submit, choose, askedOf } = await openForm();
    type(field, 'CI');
    choose('Custom date');
    const day = dialog.getByLabelText<HTMLInputElement>('Last day');
    expect([day.min, day.max]).toEqual(['2026-11-23', '2027-11-23']);
    type(day, '2036-01-01');
    expect(await dialog.findByText(/allows no day after November 23, 2027/)).toBeTruthy();
    submit();
    expect(askedOf('POST /tokens')).toEqual([]);
    await press('Use the last possible day');
    expect(day.value).toBe('2027-11-23');
    submit();
    await screen.findByText('Copy your token now');
    expect(askedOf('POST /tokens')[0]?.body?.expiresAt).toBe('2027-11-23T10:14:00.000Z');
  });

  it('says nothing of a date that is still being written', async () => {
    const { dialog, submit, choose } = await openForm();
    choose('Custom date');
    const day = dialog.getByLabelText('Last day');
    for (const typed of ['', '0002-01-01', '0202-01-01']) {
      type(day, typed);
      expect(day.getAttribute('aria-invalid')).toBe('false');
    }
    submit();
    expect(await dialog.findByText('Choose a day.')).toBeTruthy();
  });

  it('knows the last day of a policy of one day', async () => {
    const { dialog, choose } = await openForm(withPolicy({ maxLifetimeDays: 1 }));
    choose('Custom date');
    const day = dialog.getByLabelText<HTMLInputElement>('Last day');
    expect([day.min, day.max, day.value]).toEqual(['2026-11-23', '2026-11-24', '2026-11-24']);
    expect(day.getAttribute('aria-invalid')).toBe('false');
    type(day, '2026-11-25');
    expect(await dialog.findByText(/allows no day after November 24, 2026/)).toBeTruthy();
  });

  it('explains a scope that the policy decides', async () => {
    const { dialog, field, submit, askedOf } = await openForm(withPolicy({ forcedScope: 'read' }));
    expect(dialog.getByText(/allows you tokens of one kind alone: Read only/)).toBeTruthy();
    expect(dialog.getByRole<HTMLInputElement>('radio', { name: 'Read only' }).checked).toBe(true);
    expect(dialog.getByRole<HTMLInputElement>('radio', { name: 'Read and write' }).disabled).toBe(
      true,
    );
    type(field, 'CI');
    submit();
    await screen.findByText('Copy your token now');
    expect(askedOf('POST /tokens')[0]?.body?.scope).toBe('read');
  });

  it('takes addresses under More, and shows what is wrong with them', async () => {
    const { dialog, field, submit, askedOf } = await openForm();
    type(field, 'CI');
    const ranges = dialog.getByLabelText('Allowed addresses');
    type(ranges, '10.0.0');
    expect(ranges.getAttribute('aria-invalid')).toBe('false');
    fireEvent.blur(ranges);
    expect(await dialog.findByText(/“10\.0\.0” is not an address/)).toBeTruthy();
    expect(ranges.closest('details')?.open).toBe(true);
    submit();
    expect(askedOf('POST /tokens')).toEqual([]);
  });

  it('sends what was chosen, once, and for whom', async () => {
    const { dialog, field, submit, choose, askedOf } = await openForm();
    type(field, 'CI');
    choose('30 days');
    choose('Read and write');
    type(dialog.getByLabelText('Allowed addresses'), '10.0.0.0/8\n192.0.2.1');
    submit();
    submit();
    await screen.findByText('Copy your token now');
    expect(askedOf('POST /tokens').map(({ body }) => body)).toEqual([
      {
        description: 'CI',
        scope: 'write',
        ipRanges: ['10.0.0.0/8', '192.0.2.1'],
        expiresAt: expect.stringMatching(/^2026-12-23T1\d:14:00\.000Z$/),
        owner: alice.key,
      },
    ]);
  });

  it.each([
    [{ kind: 'logged-out' }, 'You are logged out'],
    [{ kind: 'offline' }, 'The site cannot be reached'],
    [{ kind: 'problem', code: 'limit_reached', detail: '' }, 'Too many tokens'],
  ])('keeps what was filled in when %o, and goes on', async (failure, title) => {
    const { dialog, field, submit, choose, answers } = await openForm({ 'POST /tokens': failure });
    type(field, 'CI');
    choose('30 days');
    submit();
    expect(await dialog.findByText(title)).toBeTruthy();
    expect(field.value).toBe('CI');
    answers['POST /tokens'] = created;
    submit();
    expect(await screen.findByText('Copy your token now')).toBeTruthy();
  });

  it('asks for the list where nobody knows whether the token was made', async () => {
    const { field, submit, answers } = await openForm({ 'POST /tokens': { kind: 'timeout' } });
    type(field, 'CI');
    answers['GET /tokens'] = page(token({ id: 't2', description: 'CI' }));
    submit();
    expect(await screen.findByText(/may have happened all the same/)).toBeTruthy();
    expect(await screen.findByRole('row', { name: /CI/, hidden: true })).toBeTruthy();
  });
});

describe('the secret', () => {
  async function make(answers = {}) {
    const fake = await openForm(answers);
    type(fake.field, 'CI');
    fake.submit();
    const shown = await screen.findByRole<HTMLInputElement>('textbox', {
      name: 'Your new API token',
    });
    return { ...fake, shown };
  }
  const isGone = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

  it('is shown once with all there is to know, copied, and gone', async () => {
    const { shown, store, container } = await make({
      'POST /tokens': { ...created, token: token({ description: 'CI', ipRanges: ['10.0.0.0/8'] }) },
    });
    expect(shown.value).toBe(secret);
    expect(shown.autocomplete).toBe('off');
    const dialog = within(screen.getByRole('dialog'));
    for (const text of ['CI', 'Alice Ångström (alice)', 'Read only', '10.0.0.0/8', 'alice']) {
      expect(dialog.getByText(text)).toBeTruthy();
    }
    for (const text of [/December 2, 2026/, /November 3, 2026.*, by Alice/, /Your user name is/]) {
      expect(dialog.getByText(text)).toBeTruthy();
    }
    expect(dialog.getByText(command('pst_Qx7f…'))).toBeTruthy();
    await press('Copy');
    await waitFor(() => expect(announced().join()).toMatch(/Copied\. Your user name is alice/));
    await press('Copy command');
    expect(copied.mock.calls.map(([text]) => text)).toEqual([secret, command(secret)]);
    await press('Done');
    await isGone();
    expect(store.wish.value).toBeUndefined();
    expect(container.innerHTML + location.href).not.toContain(secret.slice(8));
  });

  it('is selected as soon as the focus is there, and copied by hand as a whole alone', async () => {
    const { shown } = await make();
    fireEvent.focus(shown);
    expect([shown.selectionStart, shown.selectionEnd]).toEqual([0, secret.length]);
    shown.setSelectionRange(0, 8);
    fireEvent.copy(shown);
    expect(screen.queryByText(/Copied/)).toBeNull();
    shown.select();
    fireEvent.copy(shown);
    expect(await screen.findByText(/Copied/)).toBeTruthy();
  });

  it('is selected where copying does not work', async () => {
    const { shown } = await make();
    copied.mockRejectedValue(new Error('no permission'));
    shown.setSelectionRange(0, 0);
    await press('Copy');
    expect(await screen.findByText(/press Ctrl\+C/)).toBeTruthy();
    expect([shown.selectionStart, shown.selectionEnd]).toEqual([0, secret.length]);
  });

  it('is asked about once before it is lost, also by Escape', async () => {
    await make();
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    expect(await screen.findByText(/You have not copied this token/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Done' })).toBeNull();
    await press('Go on without copying');
    await isGone();
    expect(copied).not.toHaveBeenCalled();
  });

  it('is copied where the button was that was pressed too early', async () => {
    await make();
    await press('Done');
    await press('Copy and go on');
    await isGone();
    expect(copied).toHaveBeenCalledWith(secret);
  });

  it('keeps the window from closing until it is copied', async () => {
    await make();
    await waitFor(() => expect(asks()).toBe(true));
    await press('Copy');
    await waitFor(() => expect(asks()).toBe(false));
  });

  it('leaves the wishes behind for another like it', async () => {
    await make();
    await press('Copy');
    await screen.findByText(/Copied/);
    await press('Create another like this');
    const again = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Description' });
    expect(again.value).toBe('CI');
  });

  it('says with which user name somebody else uses it', async () => {
    await make({ 'POST /tokens': { ...created, token: token({ owner: carol }) } });
    expect(screen.getByText(/uses it with the user name/).textContent).toContain('cäröl');
  });
});
