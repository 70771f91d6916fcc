import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../../api.ts';
import { carol, token } from '../fake-worker.ts';
import { button, page, press, type } from '../open-manager.tsx';
import { openAdministration, problem, webhookRecord } from './open-administration.tsx';

beforeEach(() => {
  history.replaceState(null, '', '/');
  vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
});

describe('people who left', () => {
  const gone = token({ id: 't7', owner: carol, ownerGoneAt: '2026-11-22T03:17:00Z' });
  const open = (answers = {}) =>
    openAdministration('People who left', { 'GET /manager/tokens': page(gone), ...answers });
  const confirm = async (name: string) => {
    type(await screen.findByRole('textbox', { name: 'Type cäröl to confirm' }), name);
    await press('Delete all tokens');
  };

  it('lists who is inactive, shows their tokens, and deletes them all with the name typed', async () => {
    const answers = [
      { deleted: 100, leftAtOrigin: 0, finished: false },
      { deleted: 7, leftAtOrigin: 2, finished: true },
    ];
    const fake = await open({ 'POST /manager/users/delete-tokens': () => answers.shift() });
    await press('Show tokens of Cäröl Öberg');
    expect(await screen.findByText('1 token')).toBeTruthy();
    await confirm('carol');
    expect(await screen.findByText('This is not the user name.')).toBeTruthy();
    expect(fake.askedOf('POST /manager/users/delete-tokens')).toEqual([]);
    await confirm(' Cäröl ');
    expect(
      await screen.findByText(/107 tokens are deleted\. 2 personal access tokens/),
    ).toBeTruthy();
    expect(fake.askedOf('POST /manager/users/delete-tokens')).toHaveLength(2);
    expect(fake.askedOf('GET /manager/tokens').map(({ query }) => query)).toContainEqual({
      ownerGone: 'yes',
      sort: 'owner',
      order: 'asc',
      limit: '100',
    });
  });

  it('goes on with the focus where the button that had it is gone', async () => {
    await open();
    const show = await button('Show tokens of Cäröl Öberg');
    show.focus();
    fireEvent.click(show);
    const other = await button('Somebody else');
    await waitFor(() => expect(document.activeElement === other).toBe(true));
    fireEvent.click(other);
    const field = await screen.findByRole('combobox');
    await waitFor(() => expect(document.activeElement === field).toBe(true));
  });

  it('says how far it came where it was cut off', async () => {
    const answers: unknown[] = [
      { deleted: 100, leftAtOrigin: 4, finished: false },
      { kind: 'offline' },
      { deleted: 7, leftAtOrigin: 2, finished: true },
    ];
    await open({ 'POST /manager/users/delete-tokens': () => answers.shift() });
    await press('Show tokens of Cäröl Öberg');
    await confirm('cäröl');
    expect(await screen.findByText(/Some are deleted, and not all/)).toBeTruthy();
    expect(await screen.findByText('The site cannot be reached')).toBeTruthy();
    await press('Delete all tokens');
    expect(
      await screen.findByText(/107 tokens are deleted\. 6 personal access tokens/),
    ).toBeTruthy();
  });
});

describe('the webhook', () => {
  const open = (answers = {}) => openAdministration('Webhook', answers);
  const url = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'URL' });
  const secret = 'whsec_AAAA';

  it('is saved whole by its version, and shows a new secret once', async () => {
    const none = webhookRecord({ webhook: null, version: 0, updatedAt: null, updatedBy: null });
    const fake = await open({
      'GET /webhook': none,
      'PUT /webhook': { ...webhookRecord(), version: 1, secret },
    });
    type(await url(), ' https://hooks.example.com/x ');
    await press('Save');
    const dialog = within(await screen.findByRole('dialog', { name: /signing secret/ }));
    expect(dialog.getByRole<HTMLInputElement>('textbox').value).toBe(secret);
    expect(fake.askedOf('PUT /webhook')[0]?.body).toMatchObject({
      version: 0,
      newSecret: false,
      webhook: { url: 'https://hooks.example.com/x', shape: 'json', enabled: true },
    });
    fireEvent.click(dialog.getByRole('button', { name: 'Copy' }));
    await press('Done');
    expect(document.body.innerHTML).not.toContain(secret);
  });

  it.each([
    ['ftp://x', undefined, 'Write an address that begins with https://.'],
    ['https://jira.example.com', 'must not be a site itself', 'It must not be one of the sites'],
    ['https://10.0.0.1', 'must be a public address', 'It must be a public address.'],
  ])('says at the field what is wrong with %s', async (text, objection, words) => {
    const detail = `webhook.url ${objection}`;
    const refusal: Failure = { kind: 'problem', code: 'invalid_request', detail };
    const fake = await open({ 'PUT /webhook': refusal });
    type(await url(), text);
    await press('Save');
    expect(await screen.findByText(new RegExp(words.replace('.', '\\.')))).toBeTruthy();
    expect((await url()).getAttribute('aria-invalid')).toBe('true');
    await waitFor(async () => expect(document.activeElement === (await url())).toBe(true));
    expect(fake.askedOf('PUT /webhook')).toHaveLength(objection ? 1 : 0);
  });

  it('shows what waits, the last failure in words, and what a test came to', async () => {
    const fake = await open({
      'GET /webhook': webhookRecord({
        pending: 3,
        lastFailure: 'it answered with status 302, a redirect, which is not followed',
      }),
      'POST /webhook/test': { ok: false, status: null, detail: '<img src=x> said the receiver' },
    });
    expect(await screen.findByText(/3 messages have not arrived yet/)).toBeTruthy();
    expect(screen.getByText(/status 302, a redirect, which is not followed/)).toBeTruthy();
    await press('Send a test');
    expect(await screen.findByText('<img src=x> said the receiver')).toBeTruthy();
    expect(document.querySelector('img')).toBeNull();
    fake.answers['POST /webhook/test'] = { ok: true, status: 204, detail: '' };
    await press('Send a test');
    expect(await screen.findByText(/The test arrived: .* 204/)).toBeTruthy();
  });

  it('keeps one’s own edits in a conflict', async () => {
    const fake = await open({ 'PUT /webhook': problem('conflict') });
    type(await url(), 'https://mine.example.com');
    const theirs = webhookRecord({ version: 3, updatedBy: carol });
    fake.answers['GET /webhook'] = {
      ...theirs,
      webhook: { ...theirs.webhook!, shape: 'slack' },
    };
    await press('Save');
    expect(await screen.findByText('Cäröl Öberg has saved meanwhile')).toBeTruthy();
    expect((await url()).value).toBe('https://mine.example.com');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Slack' }).checked).toBe(true);
  });

  it('asks before it is removed', async () => {
    const removed = { ...webhookRecord({ webhook: null, version: 3 }), secret: null };
    const fake = await open({ 'PUT /webhook': removed });
    await press('Remove');
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(fake.askedOf('PUT /webhook')).toEqual([]);
    fireEvent.click(dialog.getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('The webhook is removed.')).toBeTruthy();
    expect(fake.askedOf('PUT /webhook')[0]?.body).toMatchObject({ webhook: null, version: 2 });
  });
});

describe('the self-test', () => {
  it('answers in words, and shows what Postern says where it failed', async () => {
    const fake = await openAdministration('Self-test', {
      'GET /act-as/check': {
        ok: false,
        actAs: 'header',
        result: 'someone-else',
        detail: '<b>Jira</b> served another',
      },
    });
    await press('Run the self-test');
    expect(await screen.findByText('It does not work')).toBeTruthy();
    expect(screen.getByText(/Jira served another user\. No token must be used/)).toBeTruthy();
    expect(screen.getByText('<b>Jira</b> served another')).toBeTruthy();
    fake.answers['GET /act-as/check'] = {
      ok: true,
      actAs: 'header',
      result: 'acts-as-you',
      detail: '',
    };
    fireEvent.click(await button('Run it again'));
    expect(await screen.findByText('It works')).toBeTruthy();
  });
});
