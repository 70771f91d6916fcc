import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { describe, expect, it, vi } from 'vitest';
import { oldestWorker } from '../../worker-version.ts';
import { alice, carol, session, token } from './fake-worker.ts';
import { button, page, press, type } from './open-manager.tsx';
import { announced, openMine } from './open-mine.tsx';

const problem = (code: string, more = {}) => ({ kind: 'problem', code, detail: 'why', ...more });
const card = (version: string) => ({ service: 'postern', version, site: session().site });
const heading = (name: string | RegExp) => screen.findByRole('heading', { name });
const comeBack = () => fireEvent(window, new Event('focus'));

describe('what went wrong', () => {
  it.each([
    [{ kind: 'offline' }, 'The site cannot be reached', /your VPN/],
    [{ kind: 'timeout' }, 'The site takes too long to answer', /try again/],
    [{ kind: 'unreadable' }, 'Postern does not answer here', /Tell your administrator/],
    [problem('not_found'), 'Postern does not answer here', /Tell your administrator/],
    [problem('forbidden'), 'You may not do this', /Ask there/],
    [problem('origin_unavailable'), /does not answer/, /Try again in a moment/],
    [problem('unavailable'), /not available/, /Your tokens are safe/],
    [problem('internal'), /not available/, /Your tokens are safe/],
  ])('%o is said with what to do', async (failure, title, advice) => {
    const { answers } = openMine({ 'GET /session': failure });
    expect(await heading(title)).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toMatch(advice);
    answers['GET /session'] = session();
    await press('Try again');
    expect(await screen.findByRole('row', { name: /Nightly report/ })).toBeTruthy();
  });

  it.each([
    ['pat-limit-reached', /gives no more personal access tokens/, /Delete one/],
    ['pat-too-long', /does not allow so long a life/, /Choose an earlier expiration/],
    ['pat-never', /does not allow so long a life/, /Choose an earlier expiration/],
    ['pat-name', /does not take this description/, /plain letters and digits/],
    ['pat-not-offered', /offers no personal access tokens/, /Ask your administrator/],
    ['pat-refused', /gave no personal access token/, /Try again in a moment/],
    ['of a newer Worker', 'The site refused this', /What it says: why/],
  ])('%s is said in the dialog', async (reason, title, advice) => {
    openMine({ 'POST /tokens': problem('invalid_request', { reason }) });
    await screen.findByRole('row', { name: /Nightly report/ });
    await press('New API Token');
    const field = await screen.findByRole('textbox', { name: 'Description' });
    type(field, 'CI');
    fireEvent.click(
      within(screen.getByRole('dialog')).getByText('New API Token', { selector: 'button' }),
    );
    expect(await screen.findByText(title)).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toMatch(advice);
  });
});

describe('versions', () => {
  it.each([
    ['of a session', { 'GET /session': { ...session(), version: '0.0.9' } }],
    [
      'of a site whose session cannot be read',
      { 'GET /session': { kind: 'unreadable' }, 'GET /site': card('0.0.9') },
    ],
    [
      'of a site where nobody is logged in',
      { 'GET /session': { kind: 'logged-out' }, 'GET /site': card('0.0.9') },
    ],
  ])('a Worker too old is told by the answer %s', async (_, answers) => {
    openMine(answers);
    expect(await heading('Postern is too old here')).toBeTruthy();
    const said = `version 0.0.9; this extension needs ${oldestWorker} or newer`;
    expect(screen.getByText(new RegExp(said))).toBeTruthy();
  });

  it('a Worker too new says that the extension is too old', async () => {
    openMine({ 'GET /session': { kind: 'unreadable' }, 'GET /site': card('7.0.0') });
    expect(await heading('This extension is too old')).toBeTruthy();
  });

  it('a newer Worker is fine', async () => {
    openMine({ 'GET /session': { ...session(), version: '99.0.0' } });
    expect(await screen.findByRole('row', { name: /Nightly report/ })).toBeTruthy();
  });
});

describe('waiting', () => {
  it('is said to go on when it takes long', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let answer = (_: unknown) => {};
    const slowly = () => new Promise((done) => (answer = done));
    openMine({ 'GET /session': slowly });
    await screen.findByText('Loading…');
    expect(announced().join()).not.toMatch(/takes longer/);
    await vi.advanceTimersByTimeAsync(4000);
    expect(announced().join()).toMatch(/takes longer than usual/);
    answer(session());
    expect(await screen.findByRole('row', { name: /Nightly report/ })).toBeTruthy();
    expect(screen.queryByText(/takes longer/)).toBeNull();
    vi.useRealTimers();
  });

  it('shows the frame of what will be there at once', async () => {
    openMine({ 'GET /session': () => new Promise(() => {}) });
    expect(screen.getByRole('tab', { name: 'My API Tokens' })).toBeTruthy();
    const create = await button('New API Token');
    expect(create.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(create);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('logging in', () => {
  it('is offered by the name of what is there, and opens its login', async () => {
    const opened = vi.spyOn(window, 'open').mockReturnValue(null);
    openMine({ 'GET /session': { kind: 'logged-out' }, 'GET /site': card('0.1.0') });
    await heading('You are logged out');
    await press('Log in to Jira');
    expect(opened).toHaveBeenCalledWith('https://jira.example.com/login.jsp', '_blank', 'noopener');
  });

  it.each(['focus', 'online'])('goes on by itself at %s', async (event) => {
    const { answers } = openMine({ 'GET /session': { kind: 'logged-out' } });
    await heading('You are logged out');
    expect(await button('Log in')).toBeTruthy();
    answers['GET /session'] = session();
    fireEvent(window, new Event(event));
    expect(await screen.findByRole('row', { name: /Nightly report/ })).toBeTruthy();
    expect(screen.getByText(alice.displayName)).toBeTruthy();
  });

  it('goes on with a list that failed meanwhile', async () => {
    const { answers } = openMine();
    await screen.findByRole('row', { name: /Nightly report/ });
    answers['GET /tokens'] = { kind: 'logged-out' };
    await press('Description');
    await heading('You are logged out');
    answers['GET /tokens'] = page(token({ description: 'Still mine' }));
    comeBack();
    expect(await screen.findByRole('row', { name: /Still mine/ })).toBeTruthy();
  });
});

describe('a session that changes meanwhile', () => {
  const asBob = { ...session(), user: carol };

  it('of somebody else ends everything of the former person', async () => {
    const { answers, onOtherPerson } = openMine();
    await screen.findByRole('row', { name: /Nightly report/ });
    answers['GET /tokens'] = { kind: 'logged-out' };
    await press('Description');
    await heading('You are logged out');
    answers['GET /session'] = asBob;
    comeBack();
    await waitFor(() => expect(onOtherPerson).toHaveBeenCalledOnce());
  });

  it('is noticed by tokens that are not the own ones', async () => {
    const { answers, onOtherPerson } = openMine();
    await screen.findByRole('row', { name: /Nightly report/ });
    answers['GET /session'] = asBob;
    answers['GET /tokens'] = page(token({ owner: carol }));
    await press('Description');
    await waitFor(() => expect(onOtherPerson).toHaveBeenCalledOnce());
  });

  it('takes nothing away while it cannot be asked', async () => {
    const { answers } = openMine({ 'DELETE /tokens/:id': problem('forbidden') });
    await screen.findByRole('row', { name: /Nightly report/ });
    answers['GET /session'] = { kind: 'offline' };
    await press('Delete Nightly report');
    await press('Delete token');
    expect(await screen.findByText('You may not do this')).toBeTruthy();
    expect(screen.getByText('Delete this token?')).toBeTruthy();
  });

  it('without the right to create takes the button away', async () => {
    const { answers } = openMine({ 'POST /tokens': problem('forbidden') });
    await screen.findByRole('row', { name: /Nightly report/ });
    await press('New API Token');
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Description' });
    type(field, 'CI');
    answers['GET /session'] = session({ createOwn: false });
    fireEvent.click(
      within(screen.getByRole('dialog')).getByText('New API Token', { selector: 'button' }),
    );
    expect(await screen.findByText('You may not do this')).toBeTruthy();
    expect(field.value).toBe('CI');
    await press('Cancel');
    expect(await screen.findByText(/does not let you create/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'New API Token' })).toBeNull();
  });
});
