import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { Endpoint } from '../../../shared/contract/endpoint.ts';
import type { ProblemCode } from '../../../shared/contract/problem.ts';
import { marker } from './expectations.ts';
import type { Sample } from './security-suite.ts';

/** A call that is good but for what is changed, as the session's user. */
interface Stage {
  send: (changes: Record<string, string | undefined>, body?: string) => Promise<Response>;
  sendStream: (stream: ReadableStream<Uint8Array>) => Promise<Response>;
  expectRefusal: (response: Response, code: ProblemCode) => Promise<void>;
  goodBody: () => string;
  tokenId: () => string;
}

/** What an endpoint that takes a body must withstand; inside of the `describe` that sets the stage. */
export function describeBodySecurity(endpoint: Endpoint, sample: Sample, stage: Stage): void {
  it('takes JSON alone', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      'text/plain; application/json',
      'application/jsonp',
      undefined,
    ])
      await stage.expectRefusal(await stage.send({ 'Content-Type': type }), 'invalid_request');
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
    stage.expectRefusal(await stage.send({}, body), 'invalid_request'),
  );

  it.each([
    ...['bogus', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', marker],
    ...['creator', 'id', 'createdAt', 'site', 'hash', 'ownerKey', 'lastUsedAt', 'secret'],
  ])('refuses the unknown field %s', async (field) => {
    const body = stage.goodBody().replace('{', `{${JSON.stringify(field)}:{"admin":true},`);
    await stage.expectRefusal(await stage.send({}, body), 'invalid_request');
    expect(({} as { admin?: true }).admin).toBeUndefined();
  });

  it('refuses a value of another kind in each field, and does not repeat it', async () => {
    for (const [field, own] of Object.entries(sample.body?.(stage.tokenId()) ?? {})) {
      for (const value of [marker, { [marker]: marker }, [[marker]], 7, true]) {
        const isFree = ['description', 'owner'].includes(field) || typeof value !== 'string';
        if (typeof value === typeof own && isFree && typeof value !== 'object') continue;
        const body = JSON.stringify({ ...sample.body?.(stage.tokenId()), [field]: value });
        await stage.expectRefusal(await stage.send({}, body), 'invalid_request');
      }
    }
  });

  it('refuses a body over 64 KiB, told or not', async () => {
    const body = stage.goodBody() + ' '.repeat(66_000);
    await stage.expectRefusal(await stage.send({}, body), 'invalid_request');
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const writing = writer.write(new TextEncoder().encode(body)).then(() => writer.close());
    await stage.expectRefusal(await stage.sendStream(readable), 'invalid_request');
    await writing.catch(() => undefined);
  });

  it('refuses JSON of any depth', async () => {
    for (const nested of [
      '['.repeat(30_000) + ']'.repeat(30_000),
      `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`,
    ])
      await stage.expectRefusal(
        await stage.send({}, stage.goodBody().replace('{', `{"x":${nested},`)),
        'invalid_request',
      );
  });
}
