import { t } from '../../i18n.ts';
import type { SiteUrl } from '../../sites.ts';
import { Blank } from '../components/blank.tsx';

/** Where the popup was opened about no site: the sites there are, or that there is none. */
export function SiteChooser({ sites }: { sites: readonly SiteUrl[] }) {
  if (sites.length === 0) {
    return (
      <main>
        <Blank title={t('sites.none')}>
          <p>{t('sites.noneAdvice')}</p>
        </Blank>
      </main>
    );
  }
  return (
    <main>
      <Blank title={t('sites.choose')}>
        <p>{t('sites.chooseAdvice')}</p>
        <ul class="sites">
          {sites.map((site) => (
            <li key={site}>
              <a href={`?${new URLSearchParams({ site })}`}>{site.replace(/^https?:\/\//, '')}</a>
            </li>
          ))}
        </ul>
      </Blank>
    </main>
  );
}
