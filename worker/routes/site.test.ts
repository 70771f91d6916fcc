import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { SiteCard } from '../../shared/contract/site.ts';
import { expectPrivate } from '../../tests/support/workerd/expectations.ts';
import { api, jira, openIsolate, wiki } from '../../tests/support/workerd/isolate.ts';
import { playground } from '../../tests/support/workerd/origin.ts';

const { fetch } = openIsolate();

describe('GET /site', () => {
  it.each([
    [jira, 'jira', 'jira', 'Jira'],
    [wiki, 'wiki', 'confluence', 'Wiki'],
  ])(
    'of %s says which site it is, to somebody without a session',
    async (url, id, product, name) => {
      await playground.reset();
      const response = await fetch(`${url}${api}/site`);
      expect(response.status).toBe(200);
      expectPrivate(response);
      const card = v.parse(SiteCard, await response.json());
      expect(card.site).toEqual({ id, product, name, url });
      expect(await playground.received()).toEqual([]);
    },
  );

  it('is nowhere but at the site', async () => {
    const response = await fetch(`${jira}/browse${api}/site`);
    expect(v.is(SiteCard, await response.json().catch(() => undefined))).toBe(false);
  });

  it('lets no page of another host read it', async () => {
    const response = await fetch(`${jira}${api}/site`, {
      headers: { Origin: 'https://evil.example' },
    });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });
});
