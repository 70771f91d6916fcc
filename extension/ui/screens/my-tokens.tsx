import { t } from '../../i18n.ts';
import { Blank } from '../components/blank.tsx';
import { TokenListView } from './token-list-view.tsx';
import { useSession, useStore } from './use-store.ts';

/** The tab "My API Tokens". */
export function MyTokens() {
  const { mine, newToken } = useStore();
  const { can, policy, site, user } = useSession();
  const hasNone = mine.state.value.kind === 'ready' && mine.tokens.value.length === 0;
  const button = can.createOwn && (
    <button type="button" class="button primary" onClick={() => newToken.begin(user, policy)}>
      {t('token.new')}
    </button>
  );
  return (
    <>
      {!hasNone && (
        <div class="bar">
          <p>{can.createOwn ? t('mine.about') : t('mine.notAllowed')}</p>
          <span class="end">{button}</span>
        </div>
      )}
      <TokenListView
        list={mine}
        showsOwner={false}
        empty={
          <Blank title={t('mine.empty')}>
            <p>
              {can.createOwn
                ? t('mine.emptyAbout', { site: t(`product.${site.product}`) })
                : t('mine.notAllowed')}
            </p>
            {button}
          </Blank>
        }
      />
    </>
  );
}
