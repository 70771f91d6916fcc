import { startReceiver } from '../../support/webhook-receiver.ts';
import { expect, test } from '../house.ts';
import { openSection } from './open.ts';

test('a webhook: its secret once, a test that fails in words, and one that arrives signed', async ({
  page,
  house,
}) => {
  const receiver = await startReceiver();
  const popup = await openSection(page, house, 'Webhook');
  const url = popup.getByRole('textbox', { name: 'URL' });
  const save = popup.getByRole('button', { name: 'Save', exact: true });
  await url.fill('https://10.1.2.3/hook');
  await save.click();
  await expect(popup.getByText('It must be a public address.')).toBeVisible();
  await expect(url).toBeFocused();
  await url.fill(`${receiver.url}/status/500`);
  await save.click();
  const dialog = popup.getByRole('dialog', { name: 'Copy the signing secret now' });
  const secret = await dialog.getByRole('textbox').inputValue();
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  expect(await popup.content()).not.toContain(secret);
  const send = popup.getByRole('button', { name: 'Send a test' });
  await send.click();
  await expect(popup.getByText('the receiver answered with status 500')).toBeVisible();

  await url.fill(`${receiver.url}/ok`);
  await save.click();
  await expect(popup.getByText('The webhook is saved.')).toBeVisible();
  await send.click();
  await expect(popup.getByText('The test arrived')).toBeVisible();
  const received = (await (await fetch(`${receiver.url}/received`)).json()) as {
    headers: Record<string, string>;
  }[];
  expect(received.at(-1)?.headers['webhook-signature']).toMatch(/^v1,/);
  await popup.getByRole('button', { name: 'Remove' }).click();
  await popup.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(popup.getByText('The webhook is removed.')).toBeVisible();
  receiver.close();
});
