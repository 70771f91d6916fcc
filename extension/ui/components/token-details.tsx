import type { Token } from '../../../shared/contract/token.ts';
import { t } from '../../i18n.ts';
import { fullTime } from '../dates.ts';

/** Everything there is to know about a token. */
export function TokenDetails({ token }: { token: Token }) {
  const { owner, lastUsedAt, lastUsedFrom: address } = token;
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
      <dd>{t(`token.${token.scope}`)}</dd>
      <dt>{t('token.created')}</dt>
      <dd>{when(token.createdAt)}</dd>
      <dt>{t('token.createdBy')}</dt>
      <dd>{token.creator.displayName}</dd>
      <dt>{t('token.lastUsed')}</dt>
      <dd>{address && lastUsedAt ? t('token.usedFrom', { when: usedAt, address }) : usedAt}</dd>
      <dt>{t('token.expires')}</dt>
      <dd>{token.expiresAt ? when(token.expiresAt) : t('token.never')}</dd>
      <dt>{t('token.addresses')}</dt>
      <dd>{token.ipRanges?.join(', ') ?? t('token.anyAddress')}</dd>
    </dl>
  );
}
