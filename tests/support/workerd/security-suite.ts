import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientHeader, type Endpoint } from '../../../shared/contract/endpoint.ts';
import type { ProblemCode } from '../../../shared/contract/problem.ts';
import { expectPrivate, expectProblem, marker } from './expectations.ts';
import { api, basic, extensionOrigin, jira, openIsolate, setPolicy } from './isolate.ts';
import { logIn, playground } from './origin.ts';
import { dump } from './tokens.ts';

/** A good call of an endpoint, made anew for each test; `id` is a token of the caller. */
export interface Sample {
  query?: string;
  body?: (id: string) => Record<string, unknown>;
  /** Whether only token managers may do it. */
  managers?: true;
  /** Whether only administrators may do it. */
  administrators?: true;
}

const administrators = ['token-managers', 'jira-administrators'];

/** What each endpoint that the browser's session opens must withstand. */
export function describeSessionSecurity(name: string, endpoint: Endpoint, sample: Sample): void {
  const takesBody = endpoint.body !== undefined;

  describe(`${name}: ${endpoint.method} ${endpoint.path}`, () => {
    let isolate: ReturnType<typeof openIsolate>;
    let bob: string;
    let id: string;
    let secret: string;
    let before: string;

    beforeEach(async () => {
      isolate = openIsolate();
      await setPolicy('jira', { manageGroups: ['token-managers'] });
      if (sample.administrators) await playground.setGroups('bob', administrators);
      bob = await logIn('jira', 'bob');
      const created = await isolate.create(jira, bob);
      id = created.token.id;
      secret = created.secret;
      before = await dump();
    });

    const goodBody = () => JSON.stringify(sample.body?.(id));
    const url = (query = sample.query ?? '', tokenId = id) =>
      `${jira}${api}${endpoint.path.replace(':id', tokenId)}${query}`;

    /** The good call with these headers changed (undefined: left out), and another body. */
    function send(changes: Record<string, string | undefined>, body = goodBody(), to = url()) {
      const headers = new Headers();
      const all = {
        [clientHeader]: 'test',
        Cookie: bob,
        Origin: endpoint.method === 'GET' ? undefined : extensionOrigin,
        'Content-Type': takesBody ? 'application/json' : undefined,
        ...changes,
      };
      for (const [header, value] of Object.entries(all))
        if (value !== undefined) headers.set(header, value);
      return isolate.fetch(to, {
        method: endpoint.method,
        headers,
        ...(takesBody && { body: new TextEncoder().encode(body) }),
      });
    }

    async function expectRefusal(response: Response, code: ProblemCode): Promise<void> {
      await expectProblem(response, code);
      expect(await dump()).toBe(before);
    }

    it('answers a good call as the contract says, for one person at one moment', async () => {
      const response = await send({});
      expect(response.status).toBe(endpoint.status);
      expectPrivate(response);
      if (endpoint.answer) expect(v.is(endpoint.answer, await response.json())).toBe(true);
      else expect(await response.text()).toBe('');
    });

    it('is closed without a session, and to a forged one', async () => {
      await expectRefusal(await send({ Cookie: undefined }), 'unauthenticated');
      await expectRefusal(await send({ Cookie: `JSESSIONID=${marker}` }), 'unauthenticated');
      await expectRefusal(
        await send({ Cookie: 'user=admin; ajs-remote-user=admin' }),
        'unauthenticated',
      );
    });

    it('is closed when the session has ended', async () => {
      await playground.reset();
      await expectRefusal(await send({}), 'unauthenticated');
    });

    it('is closed to API tokens', async () => {
      for (const Authorization of [basic('bob', secret), `Bearer ${secret}`, basic('bob', 'bob')])
        await expectRefusal(await send({ Cookie: undefined, Authorization }), 'unauthenticated');
    });

    it('is closed without the client header', async () => {
      await expectRefusal(await send({ [clientHeader]: undefined }), 'forbidden');
    });

    it('is closed to every Origin but an extension', async () => {
      for (const Origin of [
        'https://evil.example',
        'null',
        new URL(jira).origin,
        'chrome-extension://a.evil.example',
        'chrome-extension://abc@evil.example',
        'xchrome-extension://abc',
        'https://chrome-extension',
      ])
        await expectRefusal(await send({ Origin }), 'forbidden');
    });

    it('is open to the configured extensions alone, where some are', async () => {
      isolate = openIsolate({ EXTENSION_ORIGINS: 'moz-extension://one' });
      await expectRefusal(await send({ Origin: extensionOrigin }), 'forbidden');
      expect((await send({ Origin: 'moz-extension://one' })).status).toBe(endpoint.status);
    });

    it('lets no page read it: a preflight gets nothing', async () => {
      const response = await isolate.fetch(url(), {
        method: 'OPTIONS',
        headers: {
          Origin: 'https://evil.example',
          'Access-Control-Request-Method': endpoint.method,
          'Access-Control-Request-Headers': clientHeader,
        },
      });
      expect(response.status).toBe(403);
      expectPrivate(response);
    });

    if (takesBody) {
      it('takes JSON alone', async () => {
        for (const type of [
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=x',
          'text/plain',
          'text/plain; application/json',
          'application/jsonp',
          undefined,
        ])
          await expectRefusal(await send({ 'Content-Type': type }), 'invalid_request');
      });

      it.each([
        '',
        '{',
        'null',
        '[]',
        '"x"',
        '7',
        '[{}]',
        '{"a":1}',
        // Where no field has to be there, it is one more spelling of an empty object.
        ...(endpoint.body && v.is(endpoint.body, {}) ? [] : ['\ufeff{}']),
        `{"x":"${marker}"}`,
      ])('refuses the body %s', async (body) =>
        expectRefusal(await send({}, body), 'invalid_request'),
      );

      it.each([
        ...['bogus', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', marker],
        ...['creator', 'id', 'createdAt', 'site', 'hash', 'ownerKey', 'lastUsedAt', 'secret'],
      ])('refuses the unknown field %s', async (field) => {
        const body = goodBody().replace('{', `{${JSON.stringify(field)}:{"admin":true},`);
        await expectRefusal(await send({}, body), 'invalid_request');
        expect(({} as { admin?: true }).admin).toBeUndefined();
      });

      it('refuses a value of another kind in each field, and does not repeat it', async () => {
        for (const [field, own] of Object.entries(sample.body?.(id) ?? {})) {
          for (const value of [marker, { [marker]: marker }, [[marker]], 7, true]) {
            const isFree = field === 'description' || typeof value !== 'string';
            if (typeof value === typeof own && isFree && typeof value !== 'object') continue;
            const body = JSON.stringify({ ...sample.body?.(id), [field]: value });
            await expectRefusal(await send({}, body), 'invalid_request');
          }
        }
      });

      it('refuses a body over 64 KiB, told or not', async () => {
        const body = goodBody() + ' '.repeat(66_000);
        await expectRefusal(await send({}, body), 'invalid_request');
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
        const writer = writable.getWriter();
        const writing = writer.write(new TextEncoder().encode(body)).then(() => writer.close());
        const request = new Request(url(), {
          method: endpoint.method,
          headers: { [clientHeader]: 'test', Cookie: bob, 'Content-Type': 'application/json' },
          body: readable,
        });
        await expectRefusal(await isolate.send(request), 'invalid_request');
        await writing.catch(() => undefined);
      });

      it('refuses JSON of any depth', async () => {
        for (const nested of [
          '['.repeat(30_000) + ']'.repeat(30_000),
          `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`,
        ])
          await expectRefusal(
            await send({}, goodBody().replace('{', `{"x":${nested},`)),
            'invalid_request',
          );
      });
    }

    if (endpoint.query) {
      it.each(['bogus', '__proto__', 'constructor', 'prototype', 'toString', 'site', marker])(
        'refuses the unknown parameter %s',
        async (field) => {
          const query = `${sample.query ?? ''}${sample.query ? '&' : '?'}${field}=1`;
          await expectRefusal(await send({}, undefined, url(query)), 'invalid_request');
        },
      );
    }

    if (endpoint.path.includes(':id')) {
      it('knows no token of somebody else, and none that is not there', async () => {
        const Cookie = await logIn('jira', 'alice');
        for (const other of [id, crypto.randomUUID(), '0', '%00', '..%2f', "'", '%ff', secret])
          await expectRefusal(
            await send({ Cookie }, undefined, url(undefined, other)),
            'not_found',
          );
      });
    }

    if (sample.administrators) {
      it('is closed to everybody but administrators', async () => {
        for (const user of ['alice', 'carol'])
          await expectRefusal(await send({ Cookie: await logIn('jira', user) }), 'forbidden');
        await playground.setGroups('bob', ['token-managers']);
        await expectRefusal(await send({}), 'forbidden');
      });
    }

    if (sample.managers) {
      it('is closed to everybody but token managers', async () => {
        for (const user of ['alice', 'carol'])
          await expectRefusal(await send({ Cookie: await logIn('jira', user) }), 'forbidden');
        await playground.setGroups('bob', []);
        await expectRefusal(await send({}), 'forbidden');
      });
    }
  });
}
