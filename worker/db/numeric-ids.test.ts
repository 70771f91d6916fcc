import { drizzle } from 'drizzle-orm/d1';
import { expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { type Asked, recording, rowsReadBy } from '../../tests/support/workerd/queries.ts';
import { insertTokens, multiplyTokens } from '../../tests/support/workerd/tokens.ts';
import { createNumericIds } from './numeric-ids.ts';

it('finds tokens by id or number without reading the other tokens of the site', async () => {
  const [token] = await insertTokens('jira', [{}]);
  await multiplyTokens(500);
  const id = token?.id ?? expect.fail();
  const asked: Asked[] = [];
  const ids = createNumericIds(drizzle(recording(asked)), 'jira');
  const number = (await ids.numbersOf([id])).get(id) ?? expect.fail();
  expect(await ids.idOf(number)).toBe(id);
  expect(await createNumericIds(drizzle(testEnv.DB), 'wiki').idOf(number)).toBeUndefined();
  for (const query of asked) expect(await rowsReadBy(query)).toBeLessThan(5);
  expect(asked).toHaveLength(2);
});
