import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type Playground, startPlayground } from '../../playground/index.ts';
import { startReceiver } from './webhook-receiver.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the playground listens, where it takes orders, and the keys of its application link. */
    playground: { origin: string; control: string; privateKey: string; publicKey: string };
    /** Where somebody's webhook receiver listens. */
    receiver: string;
    /** How many random cases a property is shown for. */
    cases: number;
  }
}

/** For the tests in workerd: a playground outside of it, and a port by which they steer it and read what it received. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const playground = await startPlayground({
    port: 0,
    applink: { consumerKey: 'postern', publicKey: keys.publicKey },
    trustedHeader: { name: 'X-Remote-User', secret: headerSecret },
    baseUrl: {
      jira: 'https://jira.example.com/jira',
      confluence: 'https://wiki.example.com/confluence',
    },
  });
  const control = await listen(playground);
  project.provide('playground', {
    origin: playground.origin,
    control: control.url,
    privateKey: keys.privateKey,
    publicKey: keys.publicKey,
  });
  const receiver = await startReceiver();
  project.provide('receiver', receiver.url);
  return async () => {
    receiver.close();
    control.close();
    await playground.close();
  };
}

export const headerSecret = 'a-header-secret-for-the-tests-only-0123456789';

/** `POST {"call": name, "with": [...]}` calls the playground's method and answers its result, or reads its property. */
function listen(playground: Playground): Promise<{ url: string; close: () => void }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const order = JSON.parse(Buffer.concat(chunks).toString()) as {
      call: keyof Playground;
      with: unknown[];
    };
    const member: unknown = playground[order.call];
    const result: unknown = typeof member === 'function' ? member(...order.with) : member;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify((await result) ?? null));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}`, close: () => server.close() });
    });
  });
}
