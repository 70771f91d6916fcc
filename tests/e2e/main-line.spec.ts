import type { Page } from '@playwright/test';
import { withConfluenceJs, withFetch, withJiraClient, withJiraJs } from './clients.ts';
import { createToken, expect, logIn, openPopup, receivedAt, test } from './house.ts';

for (const actAs of ['applink', 'header', 'pat'] as const) {
  test.describe(`acting as the user by ${actAs}`, () => {
    test('a token made in Jira works in the clients until it is deleted', async ({
      page,
      house,
    }) => {
      const site = house.site(actAs, 'jira');
      await logIn(page, site, 'alice');
      const popup = await openPopup(page);
      const description = `Nightly report by ${actAs}`;
      const secret = await createToken(popup, { description, scope: 'Read and write' });
      expect(secret).toMatch(/^pst_[0-9A-Za-z]{36}$/);
      await expect(popup.getByRole('row', { name: description })).toBeVisible();
      expect(await tracesOf(popup)).not.toContain(secret);

      for (const use of [withJiraJs, withJiraClient, withFetch]) {
        expect(await use(site, 'alice', secret)).toEqual({
          creator: 'alice',
          found: true,
          attached: 'notes.txt',
        });
      }

      await popup.getByRole('button', { name: `Delete ${description}` }).click();
      const confirmation = popup.getByRole('alertdialog', { name: 'Delete this token?' });
      await expect(confirmation).toContainText(description);
      for (const detail of [
        'Owner',
        'Alice Ångström',
        'Scope',
        'Read and write',
        'Created',
        'Last used',
        'Expires',
      ]) {
        await expect(confirmation).toContainText(detail);
      }
      await confirmation.getByRole('button', { name: 'Delete token' }).click();
      await expect(popup.getByRole('row', { name: description })).toHaveCount(0);

      house.playground.received.length = 0;
      const refused = await fetch(`${site}/rest/api/2/serverInfo`, {
        headers: { Authorization: `Basic ${btoa(`alice:${secret}`)}` },
      });
      expect(refused.status).toBe(401);
      expect(receivedAt(house, '/jira/rest/api/2/serverInfo')).toEqual([]);
    });

    test('a token made in Confluence works in confluence.js', async ({ page, house }) => {
      const site = house.site(actAs, 'confluence');
      await logIn(page, site, 'alice');
      const popup = await openPopup(page);
      const secret = await createToken(popup, {
        description: `Wiki bot by ${actAs}`,
        scope: 'Read and write',
      });
      expect(await withConfluenceJs(site, 'alice', secret)).toEqual({
        creator: 'alice',
        found: true,
        attached: 'notes.txt',
      });
    });
  });
}

test('by native tokens, a token manager reads why nobody is to be created for', async ({
  page,
  house,
}) => {
  const site = house.site('pat', 'jira');
  await logIn(page, site, 'bob');
  const popup = await openPopup(page);
  await popup.getByRole('tab', { name: 'Token Manager' }).click();
  await expect(popup.getByText(/which only its owner can make/)).toBeVisible();
  await expect(popup.getByRole('button', { name: 'New API Token' })).toHaveCount(0);
});

test('a wrong token never reaches Jira, and counts as no failed login there', async ({
  page,
  house,
}) => {
  const site = house.site('applink', 'jira');
  await logIn(page, site, 'alice');
  const secret = await createToken(await openPopup(page), {
    description: 'To be mistyped',
    scope: 'Read only',
  });
  house.playground.received.length = 0;
  const last = secret.endsWith('x') ? 'y' : 'x';
  for (let tries = 0; tries < 10; tries++) {
    const response = await fetch(`${site}/rest/api/2/myself`, {
      headers: { Authorization: `Basic ${btoa(`alice:${secret.slice(0, -1)}${last}`)}` },
    });
    expect(response.status).toBe(401);
  }
  expect(receivedAt(house, '/jira/')).toEqual([]);
  expect(house.playground.failedLogins('alice')).toBe(0);
});

test('a read-only token reads and cannot write', async ({ page, house }) => {
  const site = house.site('applink', 'jira');
  await logIn(page, site, 'alice');
  const secret = await createToken(await openPopup(page), {
    description: 'Reader',
    scope: 'Read only',
  });
  const headers = {
    Authorization: `Basic ${btoa(`alice:${secret}`)}`,
    'Content-Type': 'application/json',
  };
  expect((await fetch(`${site}/rest/api/2/myself`, { headers })).status).toBe(200);
  house.playground.received.length = 0;
  const write = await fetch(`${site}/rest/api/2/issue`, { method: 'POST', headers, body: '{}' });
  expect(write.status).toBe(403);
  expect(receivedAt(house, '/jira/')).toEqual([]);
});

/** All that the popup's page holds and keeps: its markup, what stands in its fields, and every storage of the extension. */
function tracesOf(popup: Page): Promise<string> {
  return popup.evaluate(async () => {
    const { storage } = (
      globalThis as unknown as { chrome: { storage: Record<string, { get(): Promise<object> }> } }
    ).chrome;
    const fields = [...document.querySelectorAll('input, textarea')] as HTMLInputElement[];
    return JSON.stringify([
      document.documentElement.outerHTML,
      location.href,
      fields.map(({ value }) => value),
      { ...localStorage, ...sessionStorage },
      await storage.local?.get(),
      await storage.session?.get(),
    ]);
  });
}
