import { plural, t } from '../../i18n.ts';
import { Blank } from '../components/blank.tsx';
import { FilterBar } from './filter-bar.tsx';
import { TokenListView } from './token-list-view.tsx';
import { useManager } from './use-manager.ts';
import { useSession, useStore } from './use-store.ts';

/** The tab "Token Manager": the tokens of all users. */
export function Manager() {
  const { newToken } = useStore();
  const { list, filters, selection } = useManager();
  const { can, policy, site } = useSession();
  const selected = selection.selected.value;
  return (
    <>
      {!can.createForOthers && (
        <div class="bar">
          <p>{t('manager.ownersCreate', { product: t(`product.${site.product}`) })}</p>
        </div>
      )}
      <div class="bar">
        <FilterBar />
        {can.createForOthers && (
          <span class="end">
            <button
              type="button"
              class="button primary"
              onClick={() => newToken.begin(undefined, policy)}
            >
              {t('token.new')}
            </button>
          </span>
        )}
      </div>
      {selected.length > 0 && <SelectionBar />}
      <TokenListView
        list={list}
        showsOwner
        selection={{
          ids: new Set(selected.map(({ id }) => id)),
          isAll: selection.isAll.value,
          isFull: selection.isFull.value,
          onToggle: selection.toggle,
          onToggleAll: selection.toggleAll,
        }}
        empty={filters.isActive.value ? <NoMatch /> : <NoTokens />}
      />
      <span class="unseen" role="status">
        {list.state.value.kind === 'ready' && plural('manager.shown', list.tokens.value.length)}
      </span>
    </>
  );
}

function SelectionBar() {
  const { deletion } = useStore();
  const { selection } = useManager();
  const selected = selection.selected.value;
  return (
    <div class="selection">
      <b>{plural('manager.selected', selected.length)}</b>
      <button type="button" class="link danger" onClick={() => deletion.ask(selected)}>
        {t('manager.deleteSelected')}
      </button>
    </div>
  );
}

function NoMatch() {
  const { filters } = useManager();
  return (
    <Blank title={t('manager.empty')}>
      <p>{t('manager.emptyAbout')}</p>
      <button type="button" class="button" onClick={filters.clear}>
        {t('manager.clear')}
      </button>
    </Blank>
  );
}

function NoTokens() {
  return (
    <Blank title={t('manager.none')}>
      <p>{t('manager.noneAbout')}</p>
    </Blank>
  );
}
