import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../worker/openapi/document.ts';
import { endpoints } from '../worker/openapi/endpoints.ts';
import { apiPage } from '../worker/openapi/page.ts';

const documentOfSite = () => structuredClone(documentOf('https://jira.example.com/jira', '1.2.3'));

describe('openapi.json', () => {
  it('is accepted by a validator of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(documentOfSite());
    expect(errors ?? []).toEqual([]);
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  it.each<[string, (document: ReturnType<typeof documentOfSite>) => void]>([
    ['a path without its slash', (it) => void Object.assign(it.paths, { session: {} })],
    [
      'a response without description',
      ({ paths }) => void Object.assign(paths['/session']?.get?.responses ?? {}, { 200: {} }),
    ],
    [
      'a parameter that is nowhere',
      ({ paths }) =>
        void Object.assign(paths['/tokens']?.get?.parameters?.[0] ?? {}, { in: 'nowhere' }),
    ],
    [
      'a scheme of no known type',
      ({ components }) => void Object.assign(components.securitySchemes.token, { type: 'pigeon' }),
    ],
  ])('would not be with %s', async (_, spoil) => {
    const document = documentOfSite();
    spoil(document);
    expect((await new Validator().validate(document)).valid).toBe(false);
  });

  it('answers audit exports with the types they have', () => {
    const { get } = documentOfSite().paths['/audit/export'] ?? {};
    expect(get?.responses).toMatchObject({
      200: { content: { 'application/x-ndjson': {}, 'text/csv': {} } },
    });
  });
});

describe('docs/api.md', () => {
  it('is current; npm run docs:api makes it so', () => {
    expect(readFileSync('docs/api.md', 'utf8')).toBe(apiPage());
  });

  it('has every call', () => {
    for (const [name, { method, path }] of Object.entries(endpoints)) {
      const title = `### ${method} ${path.replace(':id', '{id}')}\n`;
      expect(apiPage().split(title), name).toHaveLength(2);
    }
  });
});
