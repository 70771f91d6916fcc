import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCall } from '../extension/api.ts';
import type { SiteUrl } from '../extension/sites.ts';
import type { Endpoint } from '../shared/contract/endpoint.ts';
import { documentOf } from '../worker/openapi/document.ts';
import { endpoints } from '../worker/openapi/endpoints.ts';
import { breaks } from './contract/breaks.ts';
import { closedLists } from './contract/closed-lists.ts';
import type { Exchange } from './contract/conversation.ts';
import { misfits } from './contract/fits.ts';
import { type Contract, operationsOf, type Schema } from './contract/schema.ts';

const versions = globSync('tests/contract/*.openapi.json').map(
  (path) => /([^/\\]+)\.openapi\.json$/.exec(path)?.[1] ?? '',
);
const read = (version: string, part: string) =>
  JSON.parse(readFileSync(`tests/contract/${version}.${part}.json`, 'utf8'));
const today = (): Contract =>
  JSON.parse(JSON.stringify(documentOf('http://localhost:8787/jira', '99.0.0')));

it('there is a record of a released contract', () => expect(versions).toContain('0.1.0'));

describe.each(versions)('what was the contract in %s', (version) => {
  const old: Contract = read(version, 'openapi');
  const exchanges: Exchange[] = read(version, 'exchanges');

  it('has only been added to', () => {
    expect(breaks({ old, now: today() })).toEqual([]);
  });

  it('was asked in all its calls', () => {
    const asked = new Set(exchanges.map(({ call }) => call));
    expect([...operationsOf(old).keys()].filter((call) => !asked.has(call))).toEqual([]);
  });

  it.each(exchanges)(
    "is read by today's extension: $as $call $query, $status",
    async ({ call, status, answer }) => {
      const endpoint: Endpoint = endpoints[call] ?? expect.fail();
      const body = answer === null ? null : JSON.stringify(answer);
      const worker = async () => new Response(body, { status });
      const result = await createCall(
        'https://jira.example.com' as SiteUrl,
        '99.0.0',
        worker,
      )(endpoint, { id: 'x' } as never);
      if (status < 300) {
        // Nothing of it is lost, whatever today's extension adds.
        expect(result).toMatchObject({ ok: true, ...(answer !== null && { value: answer }) });
      } else {
        const { code } = answer as { code: string };
        const failure =
          code === 'unauthenticated' ? { kind: 'logged-out' } : { kind: 'problem', code };
        expect(result).toMatchObject({ ok: false, failure });
      }
    },
  );
});

describe('the comparison finds', () => {
  const schemaOf = (contract: Contract, path: string, method: string): Schema =>
    contract.paths[path]?.[method]?.requestBody?.content['application/json']?.schema ?? {};
  const answerOf = (contract: Contract, path: string): Schema =>
    contract.paths[path]?.get?.responses[200]?.content?.['application/json']?.schema ?? {};

  it.each<[string, (contract: Contract) => unknown, RegExp]>([
    ['a call that is gone', ({ paths }) => delete paths['/self'], /^getSelf: gone$/],
    [
      'another status',
      ({ paths }) => delete paths['/tokens']?.post?.responses[201],
      /^createToken 201: gone$/,
    ],
    [
      'a field that is demanded now',
      (contract) => schemaOf(contract, '/tokens', 'post').required?.push('ipRanges'),
      /ipRanges: is demanded$/,
    ],
    [
      'a narrower bound',
      (contract) =>
        Object.assign(schemaOf(contract, '/manager/tokens/delete', 'post').properties?.ids ?? {}, {
          maxItems: 10,
        }),
      /ids: another maxItems$/,
    ],
    [
      'a choice less',
      (contract) =>
        Object.assign(schemaOf(contract, '/tokens', 'post').properties?.scope ?? {}, {
          enum: ['read'],
        }),
      /scope: write is unknown$/,
    ],
    [
      'an answer without a field',
      (contract) => delete answerOf(contract, '/session').properties?.version,
      /version: gone$/,
    ],
    [
      'an answer of a new kind',
      (contract) =>
        Object.assign(answerOf(contract, '/session').properties ?? {}, {
          version: { type: 'number' },
        }),
      /version: string is number now$/,
    ],
    [
      'a value that nobody knew',
      (contract) =>
        answerOf(contract, '/session').properties?.site?.properties?.product?.enum?.push('bamboo'),
      /product: bamboo is unknown$/,
    ],
  ])('%s', (_, spoil, finding) => {
    const spoilt = today();
    spoil(spoilt);
    expect(breaks({ old: today(), now: spoilt })).toEqual(
      expect.arrayContaining([expect.stringMatching(finding)]),
    );
  });

  it('a new code of problems, for those who took the list for closed alone', () => {
    const now = today();
    now.components.schemas.ProblemDetails?.properties?.code?.['x-extensible-enum']?.push('teapot');
    const found = expect.stringMatching(/code: teapot is unknown$/);
    expect(breaks({ old: read('0.1.0', 'openapi'), now })).toEqual(expect.arrayContaining([found]));
    expect(breaks({ old: today(), now })).toEqual([]);
  });

  it('no break in an action of the audit that nobody knew', () => {
    const now = today();
    const { AuditEvent } = now.components.schemas;
    const lent = structuredClone(AuditEvent?.anyOf?.[0] ?? {});
    Object.assign(lent.properties ?? {}, {
      action: { const: 'token.lent' },
      details: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
    });
    AuditEvent?.anyOf?.push(lent);
    expect(breaks({ old: today(), now })).toEqual([]);
  });

  it('what does not fit a schema', () => {
    const schema: Schema = {
      type: 'object',
      required: ['a', 'b'],
      properties: {
        a: { enum: [1] },
        b: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        c: { type: 'array', items: { type: 'string' } },
      },
    };
    expect(misfits(today(), schema, { a: 1, b: null, c: ['x'], d: 1 })).toEqual([]);
    expect(misfits(today(), schema, { a: 2, c: ['x', 1] })).toEqual([
      'answer.b: missing',
      'answer.a: 2 is unknown',
      'answer.c[1]: number and not string',
    ]);
  });
});

describe('an answer of a newer Worker', () => {
  it('may name what nobody knew, in all lists but these', () => {
    expect(closedLists(today())).toEqual([
      // A product that the extension has no link and no words for: the window says that it is too old.
      'getSession.site.product',
      // What tells Postern from everything else that answers.
      'getSite.service',
      'reportLeak.received',
    ]);
  });
});
