import { useEffect, useRef } from 'preact/hooks';
import { openPopup } from '../../../background/popup-window.ts';
import { t } from '../../../i18n.ts';
import { SiteItem } from '../../components/site-item.tsx';
import type { SiteEntry, SiteSettings } from '../../state/site-settings.ts';
import { AddSiteForm } from './add-site-form.tsx';
import { SiteStatusLine } from './site-status.tsx';

/** The sites with how they are, and the form that adds one. */
export function SiteSection({ settings }: { settings: SiteSettings }) {
  const { entries, follow, allow, remove } = settings;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const end = new AbortController();
    follow(end.signal);
    return () => end.abort();
  }, [follow]);

  async function removeAndGoOn(entry: SiteEntry) {
    await remove(entry);
    heading.current?.focus();
  }

  return (
    <section aria-labelledby="sites-title">
      <h2 id="sites-title" ref={heading} tabIndex={-1}>
        {t('options.sites')}
      </h2>
      <p>{t('options.sitesAbout')}</p>
      {entries.value?.length === 0 && <p>{t('options.noSites')}</p>}
      <ul class="site-list">
        {entries.value?.map((entry) => (
          <SiteItem
            key={entry.url}
            site={entry}
            status={<SiteStatusLine entry={entry} onAllow={() => void allow(entry.url)} />}
            onOpen={() => void openPopup({ site: entry.url, theme: 'system' })}
            onRemove={() => void removeAndGoOn(entry)}
          />
        ))}
      </ul>
      <AddSiteForm settings={settings} />
    </section>
  );
}
