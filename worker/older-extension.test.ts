import { describe, expect, it } from 'vitest';
import exchangesOf010 from '../tests/contract/0.1.0.exchanges.json';
import contractOf010 from '../tests/contract/0.1.0.openapi.json';
import { createPlaces, type Exchange, type Speaker } from '../tests/contract/conversation.ts';
import { misfits } from '../tests/contract/fits.ts';
import { type Contract, operationsOf } from '../tests/contract/schema.ts';
import { api, basic, jira, openIsolate, setPolicy } from '../tests/support/workerd/isolate.ts';
import { logIn } from '../tests/support/workerd/origin.ts';

const records: Record<string, { contract: unknown; exchanges: unknown }> = {
  '0.1.0': { contract: contractOf010, exchanges: exchangesOf010 },
};

/** Says to today's Worker what an extension of this version said to its own. */
async function play(
  exchanges: readonly Exchange[],
): Promise<{ status: number; answer: unknown }[]> {
  await setPolicy('jira', { manageGroups: ['token-managers'] });
  const isolate = openIsolate();
  const places = createPlaces(Date.now);
  const cookies = new Map<Speaker, string>();
  for (const person of ['alice', 'bob', 'admin'] as const) {
    cookies.set(person, await logIn('jira', person));
  }
  const heard: { status: number; answer: unknown }[] = [];
  for (const exchange of exchanges) {
    const { target, body } = places.filled(exchange);
    const response = await isolate.fetch(`${jira}${api}${target}`, {
      method: exchange.method,
      headers: {
        'X-Postern-Client': 'postern/0.1.0',
        ...(cookies.has(exchange.as) && { Cookie: cookies.get(exchange.as) ?? '' }),
        ...(exchange.as === 'token' && { Authorization: basic('alice', places.secrets[0] ?? '') }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const answer = text === '' ? null : JSON.parse(text);
    places.learn(exchange, answer);
    heard.push({ status: response.status, answer });
  }
  return heard;
}

describe.each(Object.keys(records))('an extension of %s', (version) => {
  const contract = records[version]?.contract as Contract;
  const exchanges = records[version]?.exchanges as Exchange[];
  const operations = operationsOf(contract);

  it('hears of this Worker what it heard of its own, in its own words', async () => {
    const heard = await play(exchanges);
    expect(heard.map(({ status }) => status)).toEqual(exchanges.map(({ status }) => status));
    const strange = heard.flatMap(({ status, answer }, index) => {
      const { call = '' } = exchanges[index] ?? {};
      const responses = operations.get(call)?.responses;
      const { content = {} } = responses?.[status] ?? responses?.default ?? {};
      const [media] = Object.values(content);
      return media ? misfits(contract, media.schema, answer, call) : [];
    });
    expect(strange).toEqual([]);
  });

  it('hears the same codes of problems', async () => {
    const codesOf = (said: readonly { answer: unknown }[]) =>
      said.map(({ answer }) => (Object(answer) as { code?: string }).code);
    expect(codesOf(await play(exchanges))).toEqual(codesOf(exchanges));
  });
});
