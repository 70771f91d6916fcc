import { useState } from 'preact/hooks';
import { askForAccess } from '../../host-access.ts';
import { t } from '../../i18n.ts';
import type { SiteUrl } from '../../sites.ts';
import { Blank } from '../components/blank.tsx';
import { Masthead } from '../components/masthead.tsx';

/** Where the browser keeps the extension away from a site: people can take the permission back, and a policy grants none. */
export function NoAccess({ site }: { site: SiteUrl }) {
  const [isDenied, setDenied] = useState(false);
  const { host } = new URL(site);

  async function allow() {
    if (await askForAccess(site)) location.reload();
    else setDenied(true);
  }

  return (
    <>
      <Masthead>{host}</Masthead>
      <main class="page">
        <Blank title={t('access.title', { host })}>
          <p>{t('access.advice')}</p>
          <button type="button" class="button primary" onClick={allow}>
            {t('access.allow', { host })}
          </button>
          <p class="problem" aria-live="polite">
            {isDenied && t('access.denied')}
          </p>
        </Blank>
      </main>
    </>
  );
}
