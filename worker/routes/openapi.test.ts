import { beforeAll, describe, expect, it } from 'vitest';
import * as manager from '../../shared/contract/manager.ts';
import { problemStatus } from '../../shared/contract/problem.ts';
import * as tokens from '../../shared/contract/token.ts';
import * as changes from '../../shared/contract/token-changes.ts';
import { api, jira, openIsolate } from '../../tests/support/workerd/isolate.ts';
import { endpoints } from '../openapi/endpoints.ts';

interface Operation {
  operationId: string;
  security: object[];
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: object;
  responses: Record<string, object>;
}

interface Document {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

const schemesOf = { session: ['session'], token: ['token', 'bearerToken'], anyone: [] };

let document: Document;
beforeAll(async () => {
  const response = await openIsolate().fetch(`${jira}${api}/openapi.json`);
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toContain('application/json');
  document = await response.json();
});

describe('openapi.json', () => {
  it('is OpenAPI 3.1 of this site', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: `${jira}${api}` }]);
  });

  it('has every endpoint of the contract, and no other', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId }]) => `${operationId} ${method} ${path}`,
      ),
    );
    const expected = Object.entries(endpoints).map(
      ([name, { method, path }]) =>
        `${name} ${method.toLowerCase()} ${path.replace(':id', '{id}')}`,
    );
    expect(operations.sort()).toEqual(expected.sort());
  });

  it('leaves out no endpoint that the contract of tokens defines', () => {
    const defined = Object.values({ ...tokens, ...changes, ...manager }).filter(
      (value) => typeof value === 'object' && 'path' in value && 'method' in value,
    );
    for (const endpoint of defined) expect(Object.values(endpoints)).toContain(endpoint);
  });

  it('describes each operation', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const operation of Object.values(methods)) {
        const { status, body, access, query, problems } =
          endpoints[operation.operationId] ?? expect.fail();
        const answers = Object.keys(operation.responses);
        expect(answers).toContain(String(status));
        expect(answers).toContain('default');
        const wanted = problems.map((code) => String(problemStatus[code]));
        expect(answers).toEqual(expect.arrayContaining(wanted));
        expect(operation.requestBody !== undefined).toBe(body !== undefined);
        const schemes = operation.security.flatMap((scheme) => Object.keys(scheme));
        expect(schemes).toEqual(schemesOf[access]);
        const names = (operation.parameters ?? []).map((parameter) => parameter.name);
        expect(names.includes('X-Postern-Client')).toBe(access === 'session');
        expect(names.includes('id')).toBe(path.includes('{id}'));
        const inQuery = operation.parameters?.filter((parameter) => parameter.in === 'query') ?? [];
        expect(inQuery.map(({ name }) => name)).toEqual(
          query && 'entries' in query ? Object.keys(query.entries as object) : [],
        );
      }
    }
  });

  it('refers only to what it has', () => {
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
      const target = (reference ?? '')
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
      expect(target, reference).toBeDefined();
    }
  });
});
