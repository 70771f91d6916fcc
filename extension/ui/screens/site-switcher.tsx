import { useState } from 'preact/hooks';
import type { ConfiguredSite } from '../../configured-sites.ts';
import { t } from '../../i18n.ts';
import type { SiteUrl } from '../../sites.ts';
import { onDemand } from '../on-demand.tsx';

const SiteLinks = onDemand(async () => (await import('./site-links.tsx')).SiteLinks);

export interface SiteSwitcherProps {
  sites: readonly ConfiguredSite[];
  current: SiteUrl;
}

/** The site's host; where there are others, a button that lists them. */
export function SiteSwitcher({ sites, current }: SiteSwitcherProps) {
  const [isOpen, setOpen] = useState(false);
  const { host } = new URL(current);
  if (sites.length < 2) return <span>{host}</span>;
  return (
    <>
      <button type="button" class="switch" popovertarget="sites" title={t('sites.switch')}>
        {host}
      </button>
      <nav
        id="sites"
        popover="auto"
        onToggle={({ newState }) => setOpen(newState === 'open')}
        aria-label={t('sites.switch')}
      >
        {isOpen && <SiteLinks sites={sites} current={current} />}
      </nav>
    </>
  );
}
