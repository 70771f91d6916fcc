import { fireEvent, screen, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dayMs } from '../../../shared/lifetime.ts';
import type { Failure } from '../../api.ts';
import { carol, now, secret, token } from './fake-worker.ts';
import { button, openManager, page, press, theirs } from './open-manager.tsx';
import { openMine } from './open-mine.tsx';

const inMs = (ms: number) => new Date(now + ms).toISOString();
const previous = token({ expiresAt: inMs(dayMs), replacedBy: 't9' });
const rotated = { token: token({ id: 't9', expiresAt: inMs(29 * dayMs) }), secret, previous };
const conflict = (reason: string): Failure => ({
  kind: 'problem',
  code: 'conflict',
  detail: 'in English',
  reason,
});

beforeEach(() => {
  vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
});

async function openRotation(answers = {}) {
  const fake = openMine({ 'POST /tokens/:id/rotate': rotated, ...answers });
  await press('Rotate Nightly report');
  const dialog = within(await screen.findByRole('dialog', { name: 'Rotate this token?' }));
  const graces = within(dialog.getByRole('group', { name: 'The old token goes on for' }));
  const choose = (name: string) => fireEvent.click(graces.getByRole('radio', { name }));
  const confirm = () => fireEvent.click(dialog.getByRole('button', { name: 'Rotate token' }));
  return { ...fake, dialog, choose, confirm };
}

describe('rotation', () => {
  it('asks for a day of grace and about as long a life as the old one had, and shows the secret once', async () => {
    const { askedOf, confirm, answers } = await openRotation();
    answers['GET /tokens'] = page(rotated.token, previous);
    confirm();
    const field = await screen.findByRole<HTMLInputElement>('textbox', {
      name: 'Your new API token',
    });
    expect(field.value).toBe(secret);
    expect(screen.queryByRole('button', { name: 'Create another like this' })).toBeNull();
    expect(askedOf('POST /tokens/:id/rotate')).toEqual([
      { id: 't1', body: { graceSeconds: 86_400, expiresAt: inMs(30 * dayMs) } },
    ]);
    await press('Copy');
    await press('Done');
    expect(document.body.innerHTML).not.toContain(secret);
    expect(await screen.findByText('Replaced')).toBeTruthy();
    expect(screen.getByText(/Works until Nov 24/)).toBeTruthy();
  });

  it('offers no grace at all, and says what that means', async () => {
    const { askedOf, choose, confirm, dialog } = await openRotation();
    choose('Not at all');
    expect(await dialog.findByText(/The old one stops working at once/)).toBeTruthy();
    choose('7 days');
    // It had nine days left: the grace is what was chosen, not the rest.
    expect(await dialog.findByText(/Until November 30, 2026/)).toBeTruthy();
    confirm();
    await screen.findByRole('textbox', { name: 'Your new API token' });
    expect(askedOf('POST /tokens/:id/rotate')[0]?.body?.graceSeconds).toBe(7 * 86_400);
  });

  it('never promises the old token more than it has left', async () => {
    const soon = token({ expiresAt: inMs(3 * dayMs) });
    const { choose, dialog } = await openRotation({ 'GET /tokens': page(soon) });
    choose('7 days');
    expect(await dialog.findByText(/Until November 26, 2026/)).toBeTruthy();
  });

  it.each([
    ['rotation-of-expired', 'This token has expired'],
    ['rotation-done-already', 'This token has been rotated already'],
    ['rotation-limit', 'Too many replaced tokens still work'],
  ])('says %s in words', async (reason, words) => {
    const { confirm } = await openRotation({ 'POST /tokens/:id/rotate': conflict(reason) });
    confirm();
    expect(await screen.findByText(words)).toBeTruthy();
    expect(screen.queryByText(/in English/)).toBeNull();
  });

  it('is gone with a token that somebody else has deleted', async () => {
    const gone: Failure = { kind: 'problem', code: 'not_found', detail: '' };
    const { confirm, answers } = await openRotation({ 'POST /tokens/:id/rotate': gone });
    answers['GET /tokens'] = page();
    confirm();
    expect(await screen.findByText(/Somebody else has deleted “Nightly report”/)).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('who is offered it', () => {
  it.each([
    ['a token that has expired', token({ expiresAt: inMs(-1) }), {}],
    ['a token that is replaced', previous, {}],
    ['people who may create none', token(), { createOwn: false }],
  ])('not %s', async (_, one, can) => {
    openMine({ 'GET /tokens': page(one) }, can);
    await button('Delete Nightly report');
    expect(screen.queryByRole('button', { name: /^Rotate/ })).toBeNull();
  });

  it('managers, for others’ tokens, and not where only owners can make them', async () => {
    await openManager();
    expect(await button('Rotate Quarterly')).toBeTruthy();
  });

  it('marks owners whom the product does not know any more', async () => {
    const left = token({ ...theirs, owner: carol, ownerGoneAt: inMs(-dayMs) });
    await openManager({ 'GET /manager/tokens': page(left) });
    const row = screen.getByRole('row', { name: /Quarterly/ });
    expect(within(row).getByText('Inactive').title).toMatch(/November 22, 2026/);
  });
});
