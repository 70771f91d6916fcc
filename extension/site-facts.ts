import * as v from 'valibot';
import { browser } from 'wxt/browser';
import { isNamed, type Unnamed } from '../shared/contract/openly.ts';
import { Product } from '../shared/contract/session.ts';
import type { ConfiguredSite, SiteSource } from './configured-sites.ts';
import type { SiteUrl } from './sites.ts';

/** What a site turned out to be when its Worker was last asked. */
const SiteFacts = v.object({ product: v.optional(Product), name: v.string() });
export type SiteFacts = v.InferOutput<typeof SiteFacts>;

/** One item a site, in the extension's own storage; written by these functions alone. */
const itemOf = (site: SiteUrl) => `facts:${site}`;

export async function readSiteFacts(site: SiteUrl): Promise<SiteFacts | undefined> {
  const { [itemOf(site)]: stored } = await browser.storage.local.get(itemOf(site));
  return v.is(SiteFacts, stored) ? stored : undefined;
}

/** A product that only a newer version knows is as good as none. */
export async function rememberSiteFacts(
  site: SiteUrl,
  { product, name }: { product: Product | Unnamed; name: string },
) {
  const facts = { ...(isNamed(Product, product) && { product }), name };
  await browser.storage.local.set({ [itemOf(site)]: facts });
}

export async function forgetSiteFacts(site: SiteUrl): Promise<void> {
  await browser.storage.local.remove(itemOf(site));
}

export interface SiteDescription {
  url: SiteUrl;
  source: SiteSource;
  name: string;
  /** Host and context path. */
  address: string;
  product: Product | undefined;
}

/** Sites as people know them; by its address where nobody has heard more of one. */
export function describeSites(sites: readonly ConfiguredSite[]): Promise<SiteDescription[]> {
  return Promise.all(
    sites.map(async ({ url, source, name }) => {
      const facts = await readSiteFacts(url);
      const address = url.replace(/^https?:\/\//, '');
      return {
        url,
        source,
        address,
        name: name ?? facts?.name ?? address,
        product: facts?.product,
      };
    }),
  );
}
