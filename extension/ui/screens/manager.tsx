import { useRef } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { Blank } from '../components/blank.tsx';
import { ExportProgress } from './export-progress.tsx';
import { FilterBar } from './filter-bar.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TokenListView } from './token-list-view.tsx';
import { useManager } from './use-manager.ts';
import { useSession, useStore } from './use-store.ts';

/** The tab "Token Manager": the tokens of all users. */
export function Manager() {
  const { wishFor, goTo } = useStore();
  const { list, filters, selection, addOwner, csv, exportCsv } = useManager();
  const { can, site } = useSession();
  const bar = useRef<HTMLDivElement>(null);
  const exportButton = useRef<HTMLButtonElement>(null);

  /** The button that was pressed goes; the focus begins anew where filtering does. */
  function clearFilters() {
    filters.clear();
    bar.current?.querySelector('input')?.focus();
  }

  /** The tab reads from the address what to show. */
  function showAudit(token: string) {
    const url = new URL(location.href);
    for (const name of [...url.searchParams.keys()]) {
      if (name.startsWith('audit')) url.searchParams.delete(name);
    }
    url.searchParams.set('view', 'administration');
    url.searchParams.set('section', 'audit');
    url.searchParams.set('auditToken', token);
    history.replaceState(null, '', url);
    goTo('administration');
  }

  return (
    <>
      {!can.createForOthers && (
        <div class="bar">
          <p>{t('manager.ownersCreate', { product: t(`product.${site.product}`) })}</p>
        </div>
      )}
      <div ref={bar} class="bar">
        <FilterBar onClear={clearFilters} />
        <span class="end">
          <button ref={exportButton} type="button" class="button" onClick={exportCsv}>
            {t('csv.export')}
          </button>
          {can.createForOthers && (
            <button
              type="button"
              class="button primary"
              onClick={() => wishFor({ kind: 'new', owner: undefined })}
            >
              {t('token.new')}
            </button>
          )}
        </span>
      </div>
      <SelectionBar />
      <TokenListView
        list={list}
        showsOwner
        onOwner={addOwner}
        onAudit={can.administer ? (token) => showAudit(token.id) : undefined}
        selection={{
          ids: new Set(selection.selected.value.map(({ id }) => id)),
          isAll: selection.isAll.value,
          isFull: selection.isFull.value,
          onToggle: selection.toggle,
          onToggleAll: selection.toggleAll,
        }}
        empty={filters.isActive.value ? <NoMatch onClear={clearFilters} /> : <NoTokens />}
      />
      <ExportProgress
        exporting={csv}
        label={t('csv.export')}
        words="csv"
        onEnd={() => exportButton.current?.focus()}
      />
    </>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <Blank title={t('manager.empty')}>
      <p>{t('manager.emptyAbout')}</p>
      <button type="button" class="button" onClick={onClear}>
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
