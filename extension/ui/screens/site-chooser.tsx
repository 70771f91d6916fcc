import { t } from '../../i18n.ts';
import type { SiteUrl } from '../../sites.ts';
import { Blank } from '../components/blank.tsx';
import { Masthead } from '../components/masthead.tsx';

/** Where the popup was opened about no site: the sites there are, or that there is none. */
export function SiteChooser({ sites }: { sites: readonly SiteUrl[] }) {
  const hasNone = sites.length === 0;
  return (
    <>
      <Masthead />
      <main class="page">
        <Blank title={hasNone ? t('sites.none') : t('sites.choose')}>
          <p>{hasNone ? t('sites.noneAdvice') : t('sites.chooseAdvice')}</p>
          <ul class="sites">
            {sites.map((site) => (
              <li key={site}>
                <a href={`?${new URLSearchParams({ site })}`}>{site.replace(/^https?:\/\//, '')}</a>
              </li>
            ))}
          </ul>
        </Blank>
      </main>
    </>
  );
}
