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
export function FailureNotice({
  failure,
  host,
  product,
  onLogIn,
  onRetry,
  layout = 'line',
}: FailureNoticeProps) {
  const { title, advice } = failureText(failure, host, product);
  const name = product && t(`product.${product}`);
  return (
    <div class={layout === 'page' ? 'blank' : 'note danger'} role="alert">
      <WarningIcon />
      <div>
        {layout === 'page' ? <h2>{title}</h2> : <strong>{title}</strong>}
        <p>{advice}</p>
        {failure.kind === 'logged-out' && (
          <button
            type="button"
            class={layout === 'page' ? 'button primary' : 'button'}
            onClick={onLogIn}
          >
            {name ? t('failure.logInTo', { product: name }) : t('failure.logIn')}
          </button>
        )}
        {failure.kind !== 'logged-out' && onRetry && (
          <button type="button" class="button" onClick={onRetry}>
            {t('failure.retry')}
          </button>
        )}
      </div>
    </div>
  );
}
