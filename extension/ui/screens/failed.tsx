import type { Failure } from '../../api.ts';
import { loginPage } from '../../login-page.ts';
import { onDemand } from '../on-demand.tsx';
import { useStore } from './use-store.ts';

const FailureNotice = onDemand(
  async () => (await import('../components/failure-notice.tsx')).FailureNotice,
);

export interface FailedProps {
  failure: Failure;
  /** `page` where nothing else can be shown, `line` beside something that stays. */
  layout?: 'page' | 'line';
  onRetry?: () => void;
}

/** What went wrong, and the way to the login of this site. */
export function Failed(props: FailedProps) {
  const { site, session } = useStore();
  const product = session.product.value;
  return (
    <FailureNotice
      {...props}
      host={new URL(site).host}
      product={product}
      onLogIn={() => window.open(loginPage(site, product), '_blank', 'noopener')}
    />
  );
}
