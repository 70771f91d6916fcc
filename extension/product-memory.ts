import * as v from 'valibot';
import { browser } from 'wxt/browser';
import { Product } from '../shared/contract/session.ts';
import type { SiteUrl } from './sites.ts';

/** What a site turned out to be, kept in the extension's storage; written by the popup alone. */
export function productMemory(site: SiteUrl) {
  const name = `product:${site}`;
  return {
    async read(): Promise<Product | undefined> {
      const { [name]: stored } = await browser.storage.local.get(name);
      return v.is(Product, stored) ? stored : undefined;
    },
    async write(product: Product): Promise<void> {
      await browser.storage.local.set({ [name]: product });
    },
  };
}
