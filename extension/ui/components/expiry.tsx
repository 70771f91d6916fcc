import { t } from '../../i18n.ts';
import { lifetimeOf } from '../dates.ts';
import { Lozenge } from './lozenge.tsx';
import { When } from './when.tsx';

export function Expiry({ at, now }: { at: string | null; now: number }) {
  const lifetime = lifetimeOf(at, now);
  if (at === null) return <>{t('token.never')}</>;
  return (
    <>
      <When at={at} now={now} />{' '}
      {lifetime === 'soon' && <Lozenge tone="warning">{t('token.expiresSoon')}</Lozenge>}
      {lifetime === 'expired' && <Lozenge tone="danger">{t('token.expired')}</Lozenge>}
    </>
  );
}
