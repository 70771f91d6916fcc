import type { Token } from '../../../shared/contract/token.ts';
import { t } from '../../i18n.ts';
import { fullTime, lifetimeOf } from '../dates.ts';
import { scopeText } from '../scope-text.ts';
import { LifetimeLozenge } from './expiry.tsx';

export interface TokenDetailsProps {
  token: Token;
  now: number;
  /** Just made: nothing has used it. */
  isNew?: boolean;
}

/** Everything there is to know about a token. */
export function TokenDetails({ token, now, isNew = false }: TokenDetailsProps) {
  const { owner, creator, lastUsedAt, lastUsedFrom: address } = token;
  const when = (at: string) => fullTime(Date.parse(at));
  const usedAt = lastUsedAt ? when(lastUsedAt) : t('token.neverUsed');
  return (
    <dl>
      <dt>{t('token.description')}</dt>
      <dd>
        <b>{token.description}</b> <span class="mono subtlest">{token.hint}…</span>
      </dd>
      <dt>{t('token.owner')}</dt>
      <dd>
        {owner.displayName} ({owner.name})
      </dd>
      <dt>{t('token.scope')}</dt>
      <dd>{scopeText(token.scope)}</dd>
      <dt>{t('token.created')}</dt>
      <dd>{t('token.createdWhen', { when: when(token.createdAt), name: creator.displayName })}</dd>
      {!isNew && (
        <>
          <dt>{t('token.lastUsed')}</dt>
          <dd>{address && lastUsedAt ? t('token.usedFrom', { when: usedAt, address }) : usedAt}</dd>
        </>
      )}
      <dt>{t('token.expires')}</dt>
      <dd>
        {token.expiresAt ? when(token.expiresAt) : t('token.never')}{' '}
        {!isNew && <LifetimeLozenge lifetime={lifetimeOf(token.expiresAt, now)} />}
      </dd>
      <dt>{t('token.addresses')}</dt>
      <dd>{token.ipRanges?.join(', ') ?? t('token.anyAddress')}</dd>
    </dl>
  );
}
