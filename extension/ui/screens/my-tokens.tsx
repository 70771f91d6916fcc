import { useRef } from 'preact/hooks';
import type { Session } from '../../../shared/contract/session.ts';
import { t } from '../../i18n.ts';
import { Blank } from '../components/blank.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { useMarkedToken } from '../marked-token.ts';
import { TokenCount } from './token-count.tsx';
import { TokenListView } from './token-list-view.tsx';
import { useStore } from './use-store.ts';

/** As many tokens as are found at a glance; from the next one on there is a search. */
const glance = 9;

/** The tab "My API Tokens". Until the session is there, as it will be for nearly everybody. */
export function MyTokens({ session }: { session: Session | undefined }) {
  const { mine } = useStore();
  useMarkedToken(mine, session !== undefined);
  const isReady = mine.state.value.kind === 'ready';
  const hasNone = isReady && mine.tokens.value.length === 0 && mine.searched.value === '';
  if (session && hasNone) return <None session={session} />;
  return (
    <>
      <div class="bar">
        <p>{session?.can.createOwn === false ? t('mine.notAllowed') : t('mine.about')}</p>
        <Search />
        <span class="end">
          <NewButton session={session} />
        </span>
      </div>
      {session ? (
        <TokenListView list={mine} showsOwner={false} empty={<NoMatch />} />
      ) : (
        <Skeleton />
      )}
      <span class="unseen">
        <TokenCount list={mine} />
      </span>
    </>
  );
}

function NewButton({ session }: { session: Session | undefined }) {
  const { wishFor } = useStore();
  if (session?.can.createOwn === false) return null;
  return (
    <button
      type="button"
      class="button primary"
      aria-disabled={!session}
      onClick={() => session && wishFor({ kind: 'new', owner: session.user })}
    >
      {t('token.new')}
    </button>
  );
}

/** Once there, it stays, however few a search finds. */
function Search() {
  const { mine, search } = useStore();
  const isNeeded = useRef(false);
  isNeeded.current ||= mine.tokens.value.length > glance || search.text.value !== '';
  if (!isNeeded.current) return null;
  return (
    <search class="find">
      <input
        type="search"
        aria-label={t('manager.search')}
        placeholder={t('manager.search')}
        value={search.text.value}
        onInput={(event) => search.type(event.currentTarget.value)}
      />
    </search>
  );
}

function NoMatch() {
  const { mine, search } = useStore();
  return (
    <Blank title={t('manager.empty')}>
      <p>{t('mine.noMatch', { text: mine.searched.value })}</p>
      <button type="button" class="button" onClick={() => search.type('')}>
        {t('mine.clear')}
      </button>
    </Blank>
  );
}

function None({ session }: { session: Session }) {
  const { can, site } = session;
  return (
    <Blank title={t('mine.empty')}>
      <p>
        {can.createOwn
          ? t('mine.emptyAbout', { site: t(`product.${site.product}`) })
          : t('mine.notAllowed')}
      </p>
      <NewButton session={session} />
    </Blank>
  );
}
