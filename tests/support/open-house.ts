import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Playground,
  type PlaygroundOptions,
  startPlayground,
} from '../../playground/index.ts';
import { makeKeys } from '../../playground/keys.ts';
import { migrate, startWorker } from '../../playground/worker-process.ts';
import { freePort } from './free-port.ts';
import { refuseLeaks } from './leaks.ts';

export type ActAs = 'applink' | 'header' | 'pat';
export type Product = 'jira' | 'confluence';

/** One playground, and a Worker in front of it for each way of acting as a user. */
export interface House {
  playground: Playground;
  /** The public URL of a product at the Worker that acts in this way. */
  site(actAs: ActAs, product: Product): string;
  /** The URLs of all its sites: what an extension for it is built with. */
  sites: readonly string[];
  close(): Promise<void>;
}

export const allWaysToAct = ['applink', 'header', 'pat'] as const satisfies ActAs[];
const products = ['jira', 'confluence'] as const satisfies Product[];

/** What the tests in browsers, the screenshots and the measurements of the popup are run against. */
export async function openHouse(
  waysToAct: readonly ActAs[] = allWaysToAct,
  options: Pick<PlaygroundOptions, 'now'> = {},
): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-house-'));
  const keys = makeKeys();
  const ports = { applink: await freePort(), header: await freePort(), pat: await freePort() };
  const site = (actAs: ActAs, product: Product) => `http://localhost:${ports[actAs]}/${product}`;
  const playground = await startPlayground({
    port: 0,
    // All Workers sign what the product believes its address to be.
    baseUrl: { jira: site('applink', 'jira'), confluence: site('applink', 'confluence') },
    applink: { consumerKey: 'postern', publicKey: keys.APPLINK_PUBLIC_KEY },
    trustedHeader: { name: 'X-Remote-User', secret: keys.HEADER_SECRET },
    ...options,
  });
  let written = '';
  const log = (text: string) => {
    written += text;
  };
  const workers = await Promise.all(
    waysToAct.map((actAs) => {
      const workerFolder = join(folder, actAs);
      migrate(workerFolder);
      const vars = { SITES: JSON.stringify(sitesOf(actAs, site, playground.origin)) };
      return startWorker({ port: ports[actAs], folder: workerFolder, keys, vars, log });
    }),
  );
  return {
    playground,
    site,
    sites: waysToAct.flatMap((actAs) => products.map((product) => site(actAs, product))),
    async close() {
      await Promise.all([...workers.map((worker) => worker.stop()), playground.close()]);
      rmSync(folder, { recursive: true, force: true });
      refuseLeaks(written, { ...keys });
    },
  };
}

function sitesOf(actAs: ActAs, site: House['site'], origin: string) {
  return products.map((product) => ({
    id: product === 'jira' ? 'jira' : 'wiki',
    product,
    name: product === 'jira' ? 'Jira' : 'Confluence',
    url: site(actAs, product),
    origin: `${origin}/${product}`,
    actAs,
    signingUrl: site('applink', product),
  }));
}
