import { t } from '../../../i18n.ts';
import { loginPage } from '../../../login-page.ts';
import { CheckIcon, WarningIcon } from '../../components/icons.tsx';
import { failureText } from '../../failure-text.ts';
import type { SiteEntry } from '../../state/site-settings.ts';

/** How a site is: who is logged in there, or what is wrong and what can be done about it. */
export function SiteStatusLine({ entry, onAllow }: { entry: SiteEntry; onAllow: () => void }) {
  const { url, product, status } = entry;
  const { host } = new URL(url);
  switch (status.kind) {
    case 'asking':
      return <p class="status">{t('options.asking')}</p>;
    case 'logged-in':
      return (
        <p class="status good">
          <CheckIcon /> {t('options.loggedInAs', { name: status.user.displayName })}
        </p>
      );
    case 'no-access':
      return (
        <p class="status bad">
          <WarningIcon /> <span>{t('access.title', { host })}.</span>
          <button type="button" class="link" onClick={onAllow}>
            {t('access.allow', { host })}
          </button>
        </p>
      );
    case 'failed':
      return (
        <p class="status bad">
          <WarningIcon />
          <span>{failureText(status.failure, host, product).title}.</span>
          {status.failure.kind === 'logged-out' && (
            <a class="link" href={loginPage(url, product)} target="_blank" rel="noreferrer">
              {product
                ? t('failure.logInTo', { product: t(`product.${product}`) })
                : t('failure.logIn')}
            </a>
          )}
        </p>
      );
  }
}
