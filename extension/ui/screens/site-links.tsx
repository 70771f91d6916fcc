import { useEffect, useState } from 'preact/hooks';
import { browser } from 'wxt/browser';
import type { ConfiguredSite } from '../../configured-sites.ts';
import { t } from '../../i18n.ts';
import { describeSites, type SiteDescription } from '../../site-facts.ts';
import type { SiteUrl } from '../../sites.ts';
import { Lozenge } from '../components/lozenge.tsx';

export interface SiteLinksProps {
  sites: readonly ConfiguredSite[];
  /** The site the window is about already. */
  current?: SiteUrl;
}

/** The sites there are, each leading to its tokens in this window, and the way to the settings. */
export function SiteLinks({ sites, current }: SiteLinksProps) {
  const [described, setDescribed] = useState<SiteDescription[]>([]);
  useEffect(() => void describeSites(sites).then(setDescribed), [sites]);

  return (
    <>
      <ul class="sites">
        {described.map(({ url, name, address, product }) => (
          <li key={url}>
            <a href={hrefOf(url)} aria-current={url === current ? 'page' : undefined}>
              <span>
                <b>{name}</b> {product && <Lozenge tone="info">{t(`product.${product}`)}</Lozenge>}
              </span>
              {name !== address && <small>{address}</small>}
            </a>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class={sites.length === 0 ? 'button primary' : 'button subtle'}
        onClick={() => void browser.runtime.openOptionsPage()}
      >
        {sites.length === 0 ? t('sites.add') : t('sites.manage')}
      </button>
    </>
  );
}

function hrefOf(site: SiteUrl): string {
  const theme = new URLSearchParams(location.search).get('theme');
  return `?${new URLSearchParams({ site, ...(theme && { theme }) })}`;
}
