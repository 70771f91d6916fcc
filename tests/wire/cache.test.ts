import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Playground, startPlayground } from '../../playground/index.ts';
import { logIn, basic as password } from '../../playground/test-support.ts';
import { createCdnCache } from './cdn-cache.ts';
import { headerSecret, siteOf } from './house.ts';
import { requestText, sendRaw } from './raw-client.ts';
import { insertToken, pepper, tagKey } from './tokens.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

const secret = 'only alice may read this';
const products = ['jira', 'confluence'] as const;
type Product = (typeof products)[number];

const cdn = createCdnCache();
let playground: Playground;
let workerd: Workerd;

/** The header lines of alice's session and token, and the path of an attachment that visitors cannot read. */
interface Alice {
  cookie: string;
  token: string;
  attachment: string;
}
const alice = {} as Record<Product, Alice>;

beforeAll(async () => {
  playground = await startPlayground({
    port: 0,
    trustedHeader: { name: 'X-Remote-User', secret: headerSecret },
  });
  const vars = {
    SITES: products.map((product) => ({
      ...siteOf('header', playground[product]),
      id: product,
      product,
      url: `http://${hostFor(product)}/${product}`,
    })),
    TOKEN_PEPPER: pepper,
    TOKEN_TAG_KEY: tagKey,
    HEADER_SECRET: headerSecret,
  };
  const strict = { ...vars, VERIFY_CACHE_SECONDS: 0 };
  workerd = await startWorkerd({ workers: { cached: vars, strict }, network: cdn.handle });
  const keys = { jira: 'JIRAUSER10101', confluence: '4028b8816f2c1a0e016f2c1b7a330001' };
  for (const product of products) {
    const { authorization } = await insertToken(workerd, {
      site: product,
      ownerKey: keys[product],
    });
    alice[product] = {
      cookie: `Cookie: ${await logIn(playground[product], 'alice')}`,
      token: `Authorization: ${authorization}`,
      attachment: await attach[product](),
    };
  }
});
beforeEach(() => {
  cdn.clear();
  playground.received.length = 0;
});
afterAll(async () => {
  await workerd.stop();
  await playground.close();
});

const attach: Record<Product, () => Promise<string>> = {
  async jira() {
    const [{ id }] = (await upload(`${playground.jira}/rest/api/2/issue/OPS-1/attachments`)) as [
      { id: string },
    ];
    return `/secure/attachment/${id}/report.pdf`;
  },
  async confluence() {
    const page = '65539';
    await upload(`${playground.confluence}/rest/api/content/${page}/child/attachment`);
    return `/download/attachments/${page}/report.pdf`;
  },
};

async function upload(url: string): Promise<unknown> {
  const body = new FormData();
  body.set('file', new Blob([secret], { type: 'application/pdf' }), 'report.pdf');
  const headers = { ...password('alice'), 'X-Atlassian-Token': 'no-check' };
  return (await fetch(url, { method: 'POST', headers, body })).json();
}

function hostFor(product: Product): string {
  return `${product}.example.com`;
}

interface Question {
  product: Product;
  path: string;
  headers?: string[];
  method?: string;
  worker?: 'cached' | 'strict';
  body?: string;
}

async function ask({ product, path, headers, method = 'GET', worker = 'cached', body }: Question) {
  const line = `${method} /${product}${path}`;
  const answer = await sendRaw(
    workerd.port(worker),
    requestText(line, hostFor(product), headers, body),
  );
  const cache = answer.header('CF-Cache-Status');
  return { status: answer.status, cache, body: answer.body.toString() };
}

const staticFiles = [
  '/s/jquery/jquery.js',
  '/s/abc-CDN/940003/1lc5rm/_/download/batch/jquery/jquery.js?locale=en-UK',
  '/s/abc/_/images/jquery/jquery.js',
  '/images/aui-10/images/adgs-icons.svg',
  '/static-assets/jquery/jquery.js',
  '/download/resources/jquery/jquery.js',
  '/download/contextbatch/jquery/jquery.js',
];

describe.each(products)(
  'The CDN cache in front of %s, for a request without a token',
  (product) => {
    it('serves a static file the second time', async () => {
      for (const path of staticFiles) {
        const first = await ask({ product, path, headers: [alice[product].cookie] });
        expect([first.status, first.cache], path).toEqual([200, 'MISS']);
        expect(await ask({ product, path })).toEqual({ ...first, cache: 'HIT' });
      }
      expect(playground.received).toHaveLength(staticFiles.length);
    });

    it('serves a static file to HEAD, and not to POST or a GET with a body', async () => {
      const path = '/s/jquery/jquery.js';
      expect((await ask({ product, path })).cache).toBe('MISS');
      expect((await ask({ product, path, method: 'HEAD' })).cache).toBe('HIT');
      for (const method of ['POST', 'GET']) {
        const headers = ['Content-Length: 1'];
        expect((await ask({ product, path, method, headers, body: 'x' })).cache).toBe('DYNAMIC');
      }
    });

    it('never stores or serves an attachment, in any spelling', async () => {
      const { attachment, cookie } = alice[product];
      let reached = 0;
      for (const path of spell(attachment)) {
        const own = await ask({ product, path, headers: [cookie] });
        if (own.body === secret) reached++;
        const visitor = await ask({ product, path });
        expect(visitor.body, path).not.toContain(secret);
        for (const { cache } of [own, visitor])
          expect([undefined, 'DYNAMIC'], path).toContain(cache);
      }
      expect(cdn.stored()).toEqual([]);
      // These are the plain path, the forwards, and the spellings that Tomcat decodes.
      expect(reached).toBeGreaterThan(5);
    });

    it('stores that attachment if the request does not bypass it, so the tests here can fail', async () => {
      const server = createServer(cdn.handle).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const { attachment, cookie } = alice[product];
      const host = new URL(playground.origin).host;
      const get = (...headers: string[]) =>
        sendRaw(port, requestText(`GET /${product}${attachment}`, host, headers));
      await get(cookie);
      expect((await get()).body.toString()).toBe(secret);
      server.close();
    });

    it('never stores or serves a page or an answer of the API', async () => {
      for (const path of ['/', '/rest/api/2/serverInfo', '/plugins/servlet/applinks/whoami'])
        for (const name of [path, `${path}/x.js`, `/s/x/_${path}/x.js`, `${path}?x=/images/x.png`])
          await ask({ product, path: name, headers: [alice[product].cookie] });
      expect(cdn.stored()).toEqual([]);
      for (const { options } of cdn.seen) expect(options).toMatchObject({ cacheLevel: 'bypass' });
    });

    it('never stores or serves the answer to a password or a native token', async () => {
      const path = '/s/jquery/jquery.js';
      await ask({ product, path });
      const credentials = [password('alice').Authorization, 'Bearer native', 'Negotiate abc'];
      for (const value of credentials)
        for (const one of [path, `${path}?${value.length}`]) {
          const { cache } = await ask({ product, path: one, headers: [`Authorization: ${value}`] });
          expect(cache, value).toBe('DYNAMIC');
        }
      expect(cdn.stored()).toEqual([`/${product}${path}`]);
    });

    it('ignores Cache-Control and Pragma of the client, and the origin receives them unchanged', async () => {
      const headers = ['Cache-Control: public, max-age=600', 'Pragma: x'];
      const { attachment, cookie } = alice[product];
      await ask({ product, path: attachment, headers: [...headers, cookie] });
      expect(cdn.stored()).toEqual([]);
      await ask({ product, path: '/s/jquery/jquery.js', headers });
      for (const received of playground.received)
        expect(received.headers).toMatchObject({
          'cache-control': 'public, max-age=600',
          pragma: 'x',
        });
    });
  },
);

describe.each(products)('The CDN cache in front of %s, for a request with a token', (product) => {
  it.each(['cached', 'strict'] as const)(
    'never stores or serves any answer (%s verification)',
    async (worker) => {
      const { token, attachment } = alice[product];
      const [file = ''] = staticFiles;
      await ask({ product, path: file, worker });
      for (const path of [file, `${file}?v=2`, attachment, `/s/x/_${file}`])
        for (let i = 0; i < 2; i++) {
          const { status, cache } = await ask({ product, path, headers: [token], worker });
          expect([status, cache], path).toEqual([200, 'DYNAMIC']);
        }
      expect(cdn.stored()).toEqual([`/${product}${file}`]);
      expect((await ask({ product, path: attachment, worker })).body).not.toContain(secret);
    },
  );
});

describe.each(products)('A cache that reads headers alone, in front of %s', (product) => {
  it('is told no-cache for a request with a token, whatever the client says', async () => {
    const { token, attachment } = alice[product];
    const headers = [token, 'Cache-Control: public, max-age=600', 'Pragma: x'];
    for (const path of [attachment, ...staticFiles]) await ask({ product, path, headers });
    for (const { headers: sent } of cdn.seen)
      expect(sent).toMatchObject({ 'cache-control': 'no-cache', pragma: 'no-cache' });
  });
});

describe('workerd', () => {
  it('sends no-store as a bypass to Cloudflare, and as no-cache to the origin', async () => {
    await ask({ product: 'jira', path: '/plain' });
    expect(cdn.seen).toMatchObject([{ options: { cacheLevel: 'bypass', cacheTtl: -1 } }]);
    expect(playground.received).toMatchObject([
      { headers: { 'cache-control': 'no-cache', pragma: 'no-cache' } },
    ]);
  });

  it('sends neither of them for a static file', async () => {
    await ask({ product: 'jira', path: '/s/jquery/jquery.js' });
    expect(cdn.seen).toMatchObject([{ options: null }]);
    expect(playground.received[0]?.headers).not.toHaveProperty('cache-control');
    expect(playground.received[0]?.headers).not.toHaveProperty('pragma');
  });
});

/** Spellings of an attachment's path. Most of them look like a static path, and many reach the attachment. */
function spell(path: string): string[] {
  const encoded = path.replace(/\.pdf$/, '%2Epdf');
  const forwards = ['/s/x/_', '/s/x/y.js/_', '/s/_/_', '/s/x/_/s/y/_', '/s/x/_/images/_'];
  const disguised = [
    ...['/s/x/%5F', '/s/x/%5f', '/s/x/_;v=1', '/s;v=1/x/_', '/s/x;/_', '/%73/x/_', '/s/x%2F_'],
    ...['/s/x/%255F', '//s/x/_', '/s//x/_', '/s/x//_', '/s/x/_/', '/S/x/_', '/s/x/_/.', '/s/x/./_'],
    ...['/images/..', '/images/%2e%2e', '/images/..;', '/images/..%2F', '/images\\..'],
  ].map((prefix) => prefix + path);
  return [
    ...[path, encoded, `/${path}`, `${path};v=1`, `${path};/x.js`, `${path}?x=/s/`, `${path}/x.js`],
    ...forwards.flatMap((forward) => [`${forward}${path}`, `${forward}${path}?v=1`]),
    ...disguised,
  ];
}
