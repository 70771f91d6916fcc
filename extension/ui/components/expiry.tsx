import { t } from '../../i18n.ts';
import { type Lifetime, lifetimeOf } from '../dates.ts';
import { Lozenge } from './lozenge.tsx';
import { When } from './when.tsx';

export function Expiry({ at, now }: { at: string | null; now: number }) {
  if (at === null) return <>{t('token.never')}</>;
  return (
    <>
      <When at={at} now={now} /> <LifetimeLozenge lifetime={lifetimeOf(at, now)} />
    </>
  );
}

export function LifetimeLozenge({ lifetime }: { lifetime: Lifetime }) {
  if (lifetime === 'soon') return <Lozenge tone="warning">{t('token.expiresSoon')}</Lozenge>;
  if (lifetime === 'expired') return <Lozenge tone="danger">{t('token.expired')}</Lozenge>;
  return null;
}
