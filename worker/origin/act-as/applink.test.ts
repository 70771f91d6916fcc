import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { basic, jira, openIsolate, testEnv } from '../../../tests/support/workerd/isolate.ts';
import { applink, logIn, playground, receivedAt } from '../../../tests/support/workerd/origin.ts';
import type { Env } from '../../env.ts';

const echo = '/rest/playground/echo';
const mebibyte = 1024 * 1024;

interface Echo {
  user: string;
  form: [string, string][];
  body: { length: number; sha256: string };
}

let isolate: ReturnType<typeof openIsolate>;
let Authorization: string;
beforeEach(async () => {
  isolate = openIsolate();
  const { secret } = await isolate.create(jira, await logIn('jira', 'alice'));
  Authorization = basic('alice', secret);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await playground.configure({ baseUrl: { jira }, applink });
});

const get = (door = isolate) => door.fetch(`${jira}${echo}`, { headers: { Authorization } });

function post(type: string, body: BodyInit): Promise<Response> {
  return isolate.fetch(`${jira}${echo}`, {
    method: 'POST',
    headers: { Authorization, 'Content-Type': type },
    body,
  });
}

describe('the URL that is signed', () => {
  const internal = 'http://jira.internal:8080/jira';
  const signing = (signingUrl: string): Partial<Env> => {
    const [site] = testEnv.SITES as object[];
    return { SITES: [{ ...site, signingUrl }] };
  };

  it('is the public one, where nothing else is said', async () => {
    expect(await (await get()).json()).toMatchObject({ user: 'alice' });
  });

  it('is signingUrl, where the product believes that it has that one', async () => {
    await playground.configure({ baseUrl: { jira: internal } });
    expect((await get()).status).toBe(502);
    const response = await get(openIsolate(signing(internal)));
    expect(await response.json()).toMatchObject({
      user: 'alice',
      target: expect.stringContaining('/jira/'),
    });
  });

  it('is neither host nor port of the request, whatever they are', async () => {
    const response = await isolate.fetch(`${jira}${echo}?q=1`, {
      headers: { Authorization, 'X-Forwarded-Host': 'evil.example', Host: 'evil.example' },
    });
    expect(await response.json()).toMatchObject({ user: 'alice' });
  });
});

describe('the private key', () => {
  it('is imported once on an isolate, for all its requests', async () => {
    const imported = vi.spyOn(crypto.subtle, 'importKey');
    const signed = vi.spyOn(crypto.subtle, 'sign');
    const door = openIsolate();
    for (let i = 0; i < 5; i++) expect((await get(door)).status).toBe(200);
    expect(imported.mock.calls.filter(([format]) => format === 'pkcs8')).toHaveLength(1);
    // Five requests, and one question who the owner is.
    expect(signed).toHaveBeenCalledTimes(6);
  });

  it('is waited for by no request in the place of another one', async () => {
    const door = openIsolate();
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(door)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('signs each request with a nonce and the time of its own', async () => {
    await Promise.all(Array.from({ length: 20 }, () => get()));
    const headers = (await receivedAt('/jira')).map(({ headers }) => headers.authorization ?? '');
    const nonces = headers.flatMap((value) => /oauth_nonce="([^"]+)"/.exec(value)?.[1] ?? []);
    expect(nonces.length).toBeGreaterThan(20);
    expect(new Set(nonces).size).toBe(nonces.length);
  });
});

describe('bodies', () => {
  it('of a form are signed, up to two mebibytes', async () => {
    const value = 'x'.repeat(2 * mebibyte - 2);
    const response = await post('application/x-www-form-urlencoded', `a=${value}`);
    const { user, form } = await response.json<Echo>();
    expect([user, form[0]?.[1]?.length]).toEqual(['alice', value.length]);
  });

  it('of a longer form are refused, told or not, and the origin hears nothing', async () => {
    const body = `a=${'x'.repeat(2 * mebibyte)}`;
    expect((await post('application/x-www-form-urlencoded', body)).status).toBe(400);
    const stream = new Blob([body]).stream();
    expect((await post('application/x-www-form-urlencoded', stream)).status).toBe(400);
    expect(await receivedAt('/jira/rest/playground')).toEqual([]);
  });

  it('of uploads are not read before they go on, whatever their size', async () => {
    const chunk = new Uint8Array(64 * 1024);
    const total = 12 * mebibyte;
    let made = 0;
    /** How much was made when the request to the origin began. */
    let madeAtSend: number | undefined;
    const real = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      if (init?.method === 'POST') madeAtSend = made;
      return real(input, init);
    });
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(chunk);
        made += chunk.length;
        if (made >= total) controller.close();
      },
    });
    const response = await post('multipart/form-data; boundary=x', body);
    const answer = await response.json<Echo>();
    expect(answer).toMatchObject({ user: 'alice', body: { length: total }, form: [] });
    expect(madeAtSend).toBeLessThan(mebibyte);
  });
});

describe('a clock that is off', () => {
  it.each([
    [4, 200],
    [-4, 200],
    [6, 502],
    [-6, 502],
  ])('by %i minutes gives %i, and nothing as anonymous', async (minutes, status) => {
    const real = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => real() + minutes * 60_000);
    const response = await get();
    expect(response.status).toBe(status);
    if (status === 200) expect(await response.json()).toMatchObject({ user: 'alice' });
    else expect(await response.text()).not.toContain('anonymous');
  });
});

describe('a change of the key, as docs/security.md says it', () => {
  it('needs the new link and the new secrets together; tokens stay as they are', async () => {
    const { privateKey, publicKey } = await newPair();
    await playground.configure({ applink: { consumerKey: 'postern-2', publicKey } });
    expect((await get(openIsolate())).status).toBe(502);
    const half = openIsolate({ APPLINK_CONSUMER_KEY: 'postern-2' });
    expect((await get(half)).status).toBe(502);
    const whole = openIsolate({
      APPLINK_CONSUMER_KEY: 'postern-2',
      APPLINK_PRIVATE_KEY: privateKey,
    });
    expect(await (await get(whole)).json()).toMatchObject({ user: 'alice' });
  });
});

async function newPair(): Promise<{ privateKey: string; publicKey: string }> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-1',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const pair = (await crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const pem = async (format: 'pkcs8' | 'spki', key: CryptoKey, label: string) => {
    const der = new Uint8Array((await crypto.subtle.exportKey(format, key)) as ArrayBuffer);
    const lines = btoa(String.fromCharCode(...der)).replace(/.{64}/g, '$&\n');
    return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
  };
  return {
    privateKey: await pem('pkcs8', pair.privateKey, 'PRIVATE KEY'),
    publicKey: await pem('spki', pair.publicKey, 'PUBLIC KEY'),
  };
}
