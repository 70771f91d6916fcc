import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../../shared/contract/policy.ts';
import { carol } from '../fake-worker.ts';
import { press, type } from '../open-manager.tsx';
import {
  effects,
  openAdministration,
  policyRecord,
  problem,
  webhookRecord,
} from './open-administration.tsx';

/** Answers that come when the test says so, in any order. */
function later() {
  const open: ((answer: unknown) => void)[] = [];
  return {
    answer: () => new Promise((resolve) => open.push(resolve)),
    give: (answer: unknown) => open.shift()?.(answer),
    isAsked: (times: number) => waitFor(() => expect(open).toHaveLength(times)),
  };
}

const number = (name: string) => screen.findByRole<HTMLInputElement>('textbox', { name });
const longest = () => number('Longest lifetime, in days');
const most = () => number('Tokens for one user, their number');
const url = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'URL' });

beforeEach(() => history.replaceState(null, '', '/'));

describe('the policy', () => {
  const open = (answers = {}) => openAdministration('Policy', answers);

  it('is saved over the version that was looked at, whoever saves meanwhile', async () => {
    const reading = later();
    const fake = await open();
    await longest();
    // Somebody comes back to the section: what they see is of before, and is read anew.
    fake.answers['GET /policy'] = reading.answer;
    await press('Audit');
    await press('Policy');
    await reading.isAsked(1);
    type(await longest(), '30');
    await press('Save…');
    await screen.findByRole('dialog');
    reading.give({ ...policyRecord({ maxTokensPerUser: 7 }, 4), updatedBy: carol });
    await waitFor(async () => expect((await most()).value).toBe('7'));
    fake.answers['PUT /policy'] = problem('conflict');
    fake.answers['GET /policy'] = policyRecord({ maxTokensPerUser: 7 }, 4);
    await press('Save policy');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(fake.askedOf('PUT /policy').map(({ body }) => body)).toEqual([
      { version: 3, policy: { ...defaultPolicy, maxLifetimeDays: 30 } },
    ]);
  });

  it('keeps what is edited while an answer is on its way', async () => {
    const looking = later();
    await open({
      'POST /policy/preview': looking.answer,
      'PUT /policy': policyRecord({ maxLifetimeDays: 30 }, 4),
    });
    type(await longest(), '30');
    await press('Save…');
    await looking.isAsked(1);
    type(await most(), '9');
    looking.give({ effects, complete: true, warnings: [] });
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('1 year → 30 days')).toBeTruthy();
    expect(dialog.queryByText('50 → 9')).toBeNull();
    await press('Save policy');
    expect(await screen.findByText(/It is version 4 now/)).toBeTruthy();
    expect((await most()).value).toBe('9');
    expect(screen.getByText('Not saved')).toBeTruthy();
  });

  it('is not what an older answer says that comes after the saving', async () => {
    const reading = later();
    const fake = await open({ 'PUT /policy': policyRecord({ maxLifetimeDays: 30 }, 4) });
    await longest();
    fake.answers['GET /policy'] = reading.answer;
    await press('Audit');
    await press('Policy');
    await reading.isAsked(1);
    type(await longest(), '30');
    await press('Save…');
    await screen.findByRole('dialog');
    await press('Save policy');
    expect(await screen.findByText(/It is version 4 now/)).toBeTruthy();
    reading.give(policyRecord());
    await press('Audit');
    await press('Policy');
    expect((await longest()).value).toBe('30');
    expect(screen.getByText(/^Version 4/)).toBeTruthy();
  });

  it('is looked at and saved once, however often the button is pressed', async () => {
    const [looking, saving] = [later(), later()];
    const fake = await open({
      'POST /policy/preview': looking.answer,
      'PUT /policy': saving.answer,
    });
    type(await longest(), '30');
    await press('Save…');
    await press('Save…');
    looking.give({ effects, complete: true, warnings: [] });
    await screen.findByRole('dialog');
    await press('Save policy');
    await press('Save policy');
    saving.give(policyRecord({ maxLifetimeDays: 30 }, 4));
    expect(await screen.findByText(/It is version 4 now/)).toBeTruthy();
    expect(fake.askedOf('POST /policy/preview')).toHaveLength(1);
    expect(fake.askedOf('PUT /policy')).toHaveLength(1);
  });
});

describe('the webhook', () => {
  it('keeps what is edited while it is saved', async () => {
    const saving = later();
    await openAdministration('Webhook', { 'PUT /webhook': saving.answer });
    type(await url(), 'https://hooks.example.com/new');
    await press('Save');
    await saving.isAsked(1);
    fireEvent.click(screen.getByRole('radio', { name: 'Slack' }));
    const { webhook } = webhookRecord();
    saving.give({
      ...webhookRecord({ version: 3 }),
      webhook: { ...webhook, url: 'https://hooks.example.com/new' },
      secret: null,
    });
    expect(await screen.findByText('The webhook is saved.')).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Slack' }).checked).toBe(true);
    expect(screen.getByText('Not saved')).toBeTruthy();
  });

  it('keeps what is edited when its secret is made anew', async () => {
    const fake = await openAdministration('Webhook', {
      'PUT /webhook': { ...webhookRecord({ version: 3 }), secret: 'whsec_AAAA' },
    });
    type(await url(), 'https://mine.example.com');
    await press('New signing secret');
    fireEvent.click(
      within(await screen.findByRole('alertdialog'))
        .getAllByRole('button')
        .at(-1)!,
    );
    await screen.findByRole('dialog', { name: /signing secret/ });
    expect(fake.askedOf('PUT /webhook')[0]?.body).toMatchObject({
      newSecret: true,
      webhook: webhookRecord().webhook,
    });
    expect((await url()).value).toBe('https://mine.example.com');
  });
});
