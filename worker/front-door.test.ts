import { expect, it } from 'vitest';
import { clientHeader } from '../shared/contract/endpoint.ts';
import {
  api,
  extensionOrigin,
  jira,
  openIsolate,
  testEnv,
} from '../tests/support/workerd/isolate.ts';
import { logIn } from '../tests/support/workerd/origin.ts';
import { createFrontDoor } from './front-door.ts';

it('what was begun at the API is done though its client hangs up', async () => {
  const cookie = await logIn('jira', 'alice');
  const { token } = await openIsolate().create(jira, cookie);
  const background: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => background.push(work) };
  const headers = { [clientHeader]: 'test', Cookie: cookie, Origin: extensionOrigin };
  const request = new Request(`${jira}${api}/tokens/${token.id}`, { method: 'DELETE', headers });
  void createFrontDoor().fetch(request as never, testEnv, context as never);
  expect(background).toHaveLength(1);
  await Promise.all(background);
  expect((await testEnv.DB.prepare('SELECT 1 FROM tokens').all()).results).toEqual([]);
});
