import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientHeader, type Endpoint } from '../../../shared/contract/endpoint.ts';
import type { ProblemCode } from '../../../shared/contract/problem.ts';
import { describeBodySecurity } from './body-suite.ts';
import { expectPrivate, expectProblem, marker } from './expectations.ts';
import { api, basic, extensionOrigin, jira, openIsolate, setPolicy, testEnv } from './isolate.ts';
import { logIn, playground } from './origin.ts';
import { auditTrail, dump } from './tokens.ts';

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

    /** Nothing was done, and the audit has one event more: who asked for what they may not do. */
    async function expectAudited(response: Response, user: string): Promise<void> {
      await expectProblem(response, 'forbidden');
      const trail = await auditTrail();
      const refused = trail.filter(({ action }) => action === 'call.refused');
      const { method, path } = endpoint;
      expect(refused.at(-1)).toMatchObject({ actor_name: user, site: 'jira', token_id: null });
      expect(JSON.parse(refused.at(-1)?.details ?? '')).toMatchObject({ method, path, omitted: 0 });
      await testEnv.DB.prepare("DELETE FROM audit_events WHERE action = 'call.refused'").run();
      expect(await dump()).toBe(before);
    }

    it('answers a good call as the contract says, for one person at one moment', async () => {
      const response = await send({});
      expect(response.status).toBe(endpoint.status);
      expectPrivate(response);
      if (endpoint.answer) expect(v.is(endpoint.answer, await response.json())).toBe(true);
      else if (endpoint.streams) {
        const type = response.headers.get('Content-Type')?.split(';')[0];
        expect(endpoint.streams).toContain(type);
        expect(await response.text()).not.toContain(secret);
      } else expect(await response.text()).toBe('');
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

    if (takesBody)
      describeBodySecurity(endpoint, sample, {
        send,
        expectRefusal,
        goodBody: () => goodBody(),
        tokenId: () => id,
        sendStream: (stream) =>
          isolate.send(
            new Request(url(), {
              method: endpoint.method,
              headers: { [clientHeader]: 'test', Cookie: bob, 'Content-Type': 'application/json' },
              body: stream,
            }),
          ),
      });

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
          await expectAudited(await send({ Cookie: await logIn('jira', user) }), user);
        await playground.setGroups('bob', ['token-managers']);
        await expectAudited(await send({}), 'bob');
      });
    }

    if (sample.managers) {
      it('is closed to everybody but token managers', async () => {
        for (const user of ['alice', 'carol'])
          await expectAudited(await send({ Cookie: await logIn('jira', user) }), user);
        await playground.setGroups('bob', []);
        await expectAudited(await send({}), 'bob');
      });
    }
  });
}
