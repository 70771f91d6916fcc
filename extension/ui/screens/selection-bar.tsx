import { plural, t } from '../../i18n.ts';
import { TokenCount } from './token-count.tsx';
import { useManager } from './use-manager.ts';
import { useStore } from './use-store.ts';

/** What is ticked and what to do with it, and how many there are. Always there: ticking the first token moves no row. */
export function SelectionBar() {
  const { wishFor } = useStore();
  const { selection, list } = useManager();
  const selected = selection.selected.value;
  return (
    <div class={selected.length > 0 ? 'selection active' : 'selection'}>
      <span role="status">
        {selected.length > 0 && <b>{plural('manager.selected', selected.length)}</b>}{' '}
        {selection.isFull.value && t('manager.mostSelected')}
      </span>
      {selected.length > 0 && (
        <button
          type="button"
          class="link danger"
          onClick={() => wishFor({ kind: 'delete', tokens: selected })}
        >
          {t('manager.deleteSelected')}
        </button>
      )}
      <span class="shown">
        <TokenCount list={list} />
      </span>
    </div>
  );
}
