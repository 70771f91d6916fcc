import { t } from '../../i18n.ts';
import { type Lifetime, lifetimeOf, shortTime } from '../dates.ts';
import { Lozenge } from './lozenge.tsx';
import { When } from './when.tsx';

export interface ExpiryProps {
  at: string | null;
  now: number;
  /** Another token has taken its place: what is left is the grace. */
  isReplaced?: boolean;
}

export function Expiry({ at, now, isReplaced = false }: ExpiryProps) {
  if (at === null) return <>{t('token.never')}</>;
  const lifetime = lifetimeOf(at, now);
  if (isReplaced && lifetime !== 'expired') return <Replaced at={at} now={now} />;
  return (
    <>
      <When at={at} now={now} /> <LifetimeLozenge lifetime={lifetime} />
    </>
  );
}

function Replaced({ at, now }: { at: string; now: number }) {
  return (
    <>
      <When at={at} now={now} /> <Lozenge tone="info">{t('token.rotated')}</Lozenge>
      <small>{t('token.worksUntil', { when: shortTime(Date.parse(at)) })}</small>
    </>
  );
}

export function LifetimeLozenge({ lifetime }: { lifetime: Lifetime }) {
  if (lifetime === 'soon') return <Lozenge tone="warning">{t('token.expiresSoon')}</Lozenge>;
  if (lifetime === 'expired') return <Lozenge tone="danger">{t('token.expired')}</Lozenge>;
  return null;
}
