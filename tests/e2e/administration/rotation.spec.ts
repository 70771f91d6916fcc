import { expect, test } from '../house.ts';
import { look } from '../look.ts';
import { seedTokens } from '../seed.ts';
import { openAs, siteOf } from './open.ts';

test('rotation: both work for the grace, and the list says until when', async ({ page, house }) => {
  const popup = await openAs(page, house, 'carol');
  const [old = ''] = await seedTokens(popup, siteOf(house), [{ description: 'To be rotated' }]);
  await popup.reload();
  await popup.getByRole('button', { name: 'Rotate To be rotated' }).click();
  await popup.getByRole('button', { name: 'Rotate token' }).click();
  const field = popup.getByRole('textbox', { name: 'Your new API token' });
  const fresh = await field.inputValue();
  await look(popup, 'rotated');
  await popup.getByRole('button', { name: 'Copy', exact: true }).click();
  await popup.getByRole('button', { name: 'Done' }).click();
  await expect(popup.getByRole('row', { name: 'To be rotated' })).toHaveCount(2);
  await expect(popup.getByRole('row', { name: /Replaced/ })).toContainText('Works until');
  await expect(popup.getByRole('button', { name: 'Rotate To be rotated' })).toHaveCount(1);
  for (const secret of [old, fresh]) {
    const response = await fetch(`${siteOf(house)}/rest/api/2/myself`, {
      headers: { Authorization: `Basic ${btoa(`carol:${secret}`)}` },
    });
    expect(response.status).toBe(200);
  }
});
