import { describe, expect, it } from 'vitest';
import {
  basic,
  jira,
  jiraByHeader,
  openIsolate,
  wiki,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground, receivedAt } from '../../tests/support/workerd/origin.ts';

describe('gateway', () => {
  it.each([
    ['application link', jira, 'jira' as const],
    ['trusted header', jiraByHeader, 'jira' as const],
    ['application link of Confluence', wiki, 'confluence' as const],
  ])('acts as the owner by %s', async (_, site, product) => {
    const isolate = openIsolate();
    const { secret } = await isolate.create(site, await logIn(product, 'alice'));
    await playground.reset();
    const response = await isolate.fetch(`${site}/rest/playground/echo?a=b%20c`, {
      headers: { Authorization: basic('alice', secret) },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('X-AUSERNAME')).toBe('alice');
    const [received] = await receivedAt(`/${product}/rest/playground/echo`);
    expect(received).toMatchObject({ user: 'alice', method: 'GET' });
  });
});
