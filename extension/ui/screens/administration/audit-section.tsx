import { useEffect, useRef } from 'preact/hooks';
import { plural, t } from '../../../i18n.ts';
import { Blank } from '../../components/blank.tsx';
import { EventTable } from '../../components/event-table.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { SlowHint } from '../../components/slow-hint.tsx';
import { ExportProgress } from '../export-progress.tsx';
import { Failed } from '../failed.tsx';
import { MoreRows } from '../more-rows.tsx';
import { useSession, useStore } from '../use-store.ts';
import { AuditFilterBar } from './audit-filter-bar.tsx';
import { useAdministration } from './use-administration.ts';

/** What was done here, by whom; narrowed, and as a file. */
export function AuditSection() {
  const { audit } = useAdministration();
  const { list, exporting, exportAs } = audit;
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => audit.follow(), [audit]);

  /** The button that was pressed goes; the focus begins anew where filtering does. */
  function clear() {
    audit.filters.clear();
    bar.current?.querySelector('button')?.focus();
  }

  return (
    <>
      <div class="section-head">
        <h2>{t('audit.title')}</h2>
        <span class="end">
          <button type="button" class="button" onClick={() => exportAs('csv')}>
            {t('audit.csv')}
          </button>
          <button type="button" class="button" onClick={() => exportAs('ndjson')}>
            {t('audit.ndjson')}
          </button>
        </span>
      </div>
      <p class="section-about">{t('audit.about')}</p>
      <div ref={bar} class="bar audit-bar">
        <AuditFilterBar onClear={clear} />
      </div>
      <p class="audit-count" role="status">
        {/* Nothing while it loads, so that the same number again is read out again. */}
        {list.state.value.kind === 'ready' &&
          !list.isLoading.value &&
          plural(
            list.hasMore.value === null ? 'audit.shown' : 'audit.firstShown',
            list.items.value.length,
          )}
      </p>
      <Events onClear={clear} />
      <ExportProgress
        exporting={exporting}
        label={t('audit.export')}
        words="audit"
        onEnd={() => bar.current?.querySelector('button')?.focus()}
      />
    </>
  );
}

function Events({ onClear }: { onClear: () => void }) {
  const { now } = useStore();
  const { list, filters } = useAdministration().audit;
  const product = t(`product.${useSession().site.product}`);
  const frame = useRef<HTMLDivElement>(null);
  const state = list.state.value;
  if (state.kind === 'failed')
    return <Failed failure={state.failure} layout="page" onRetry={list.load} />;
  if (state.kind !== 'ready') return <Skeleton />;
  const isLoading = list.isLoading.value;
  const count = list.items.value.length;
  return (
    <div ref={frame} class="list" aria-busy={isLoading}>
      {count > 0 && <EventTable events={list.items.value} now={now()} product={product} />}
      {count === 0 && (filters.isActive.value ? <NoMatch onClear={onClear} /> : <Nothing />)}
      <MoreRows frame={frame} list={list} count={count} />
      <SlowHint isWaiting={isLoading || list.isLoadingMore.value} />
    </div>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <Blank title={t('audit.empty')}>
      <p>{t('audit.emptyAbout')}</p>
      <button type="button" class="button" onClick={onClear}>
        {t('audit.clear')}
      </button>
    </Blank>
  );
}

function Nothing() {
  return (
    <Blank title={t('audit.none')}>
      <p>{t('audit.noneAbout')}</p>
    </Blank>
  );
}
