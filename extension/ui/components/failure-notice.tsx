import type { Product } from '../../../shared/contract/session.ts';
import type { Failure } from '../../api.ts';
import { t } from '../../i18n.ts';
import { failureText } from '../failure-text.ts';
import { WarningIcon } from './icons.tsx';

export interface FailureNoticeProps {
  failure: Failure;
  host: string;
  product: Product | undefined;
  /** Opens the site's login page. */
  onLogIn: () => void;
  onRetry?: (() => void) | undefined;
  /** `page` where nothing else can be shown, `line` beside something that stays. */
  layout?: 'page' | 'line';
}

/** What went wrong and what to do about it. */
export function FailureNotice({ failure, layout = 'line', ...rest }: FailureNoticeProps) {
  const { title, advice } = failureText(failure, rest.host, rest.product);
  const isPage = layout === 'page';
  return (
    <div class={isPage ? 'blank' : 'note danger'} role="alert">
      <WarningIcon />
      <div>
        {isPage ? <h2>{title}</h2> : <strong>{title}</strong>}
        <p>{advice}</p>
        <WayOut failure={failure} {...rest} />
      </div>
    </div>
  );
}

function WayOut({ failure, product, onLogIn, onRetry }: Omit<FailureNoticeProps, 'layout'>) {
  if (failure.kind === 'logged-out') {
    const name = product && t(`product.${product}`);
    return (
      <button type="button" class="button primary" onClick={onLogIn}>
        {name ? t('failure.logInTo', { product: name }) : t('failure.logIn')}
      </button>
    );
  }
  return onRetry ? (
    <button type="button" class="button" onClick={onRetry}>
      {t('failure.retry')}
    </button>
  ) : null;
}
