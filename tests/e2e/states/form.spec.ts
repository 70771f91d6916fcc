import type { Page } from '@playwright/test';
import { changePolicy } from '../policy.ts';
import { type Arrange, siteOf, testStates, withTokens } from './state.ts';

async function openForm(...given: Parameters<Arrange>): Promise<Page> {
  const popup = await withTokens(...given);
  await popup.getByRole('button', { name: 'New API Token' }).click();
  await popup.getByRole('textbox', { name: 'Description' }).fill('Power BI dashboard');
  return popup;
}

const submit = (popup: Page) =>
  popup.getByRole('dialog').getByRole('button', { name: 'New API Token' }).click();

async function createOne(...given: Parameters<Arrange>): Promise<Page> {
  const popup = await openForm(...given);
  await submit(popup);
  await popup.getByRole('textbox', { name: 'Your new API token' }).waitFor();
  return popup;
}

testStates([
  { name: 'the form', arrange: openForm, says: /allows at most 1 year/, offers: 'Cancel' },
  {
    name: 'the form, wrong',
    async arrange(page, house, undo) {
      const popup = await openForm(page, house, undo);
      await popup.getByRole('textbox', { name: 'Description' }).fill('');
      await popup.getByRole('radio', { name: 'Custom date' }).check();
      await popup.getByLabel('Last day').fill('2099-12-31');
      await popup.getByText('More', { exact: true }).click();
      await popup.getByLabel('Allowed addresses').fill('10.0.0');
      await submit(popup);
      return popup;
    },
    says: /Write what the token is for/,
    offers: 'Use the last possible day',
  },
  {
    name: 'the form, read only by policy',
    async arrange(page, house, undo) {
      undo.push(await changePolicy(siteOf(house), { readOnlyGroups: ['jira-users'] }));
      return openForm(page, house, undo);
    },
    says: /allows you tokens of one kind alone: Read only/,
  },
  {
    name: 'the secret',
    arrange: createOne,
    says: /Your user name is carol/,
    offers: 'Copy command',
  },
  {
    name: 'the secret, copied',
    async arrange(page, house, undo) {
      const popup = await createOne(page, house, undo);
      await popup.getByRole('button', { name: 'Copy', exact: true }).click();
      return popup;
    },
    says: /Copied\. Your user name is carol/,
    offers: 'Done',
  },
  {
    name: 'the secret, about to be lost',
    async arrange(page, house, undo) {
      const popup = await createOne(page, house, undo);
      await popup.getByRole('button', { name: 'Done' }).click();
      return popup;
    },
    says: /You have not copied this token/,
    offers: 'Copy and go on',
  },
  {
    name: 'session ended in the form',
    async arrange(page, house, undo) {
      const popup = await openForm(page, house, undo);
      house.playground.endSessions();
      await submit(popup);
      return popup;
    },
    says: /You are logged out/,
    offers: 'Log in to Jira',
  },
  {
    name: 'too many tokens',
    async arrange(page, house, undo) {
      const popup = await openForm(page, house, undo);
      undo.push(await changePolicy(siteOf(house), { maxTokensPerUser: 2 }));
      await submit(popup);
      return popup;
    },
    says: /Too many tokens/,
  },
  {
    name: 'no permission any more',
    async arrange(page, house, undo) {
      const popup = await openForm(page, house, undo);
      undo.push(await changePolicy(siteOf(house), { createGroups: ['jira-administrators'] }));
      await submit(popup);
      return popup;
    },
    says: /You may not do this/,
    offers: 'Cancel',
  },
]);
