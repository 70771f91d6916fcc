import type { ConfiguredSite } from '../../configured-sites.ts';
import { t } from '../../i18n.ts';
import { Blank } from '../components/blank.tsx';
import { Masthead } from '../components/masthead.tsx';
import { SiteLinks } from './site-links.tsx';

/** Where the popup was opened about no site: the sites there are, or that there is none. */
export function SiteChooser({ sites }: { sites: readonly ConfiguredSite[] }) {
  const hasNone = sites.length === 0;
  return (
    <>
      <Masthead />
      <main class="page">
        <Blank title={hasNone ? t('sites.none') : t('sites.choose')}>
          <p>{hasNone ? t('sites.noneAdvice') : t('sites.chooseAdvice')}</p>
          <SiteLinks sites={sites} />
        </Blank>
      </main>
    </>
  );
}
