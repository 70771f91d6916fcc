import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Token } from '../../../shared/contract/token.ts';
import { Skeleton } from '../components/skeleton.tsx';
import { SlowHint } from '../components/slow-hint.tsx';
import { TokenTable, type TokenTableProps } from '../components/token-table.tsx';
import { lifetimeOf } from '../dates.ts';
import { onDemand } from '../on-demand.tsx';
import type { TokenList } from '../state/token-list.ts';
import { Failed } from './failed.tsx';
import { MoreRows } from './more-rows.tsx';
import { useFocusAfterDeletion } from './use-focus-after-deletion.ts';
import { useStore } from './use-store.ts';

const RenameToken = onDemand(
  async () => (await import('./rename-token.tsx')).RenameToken,
  ({ token }: { token: Token; onEnd: () => void }) => <>{token.description}</>,
);

export interface TokenListViewProps
  extends Pick<TokenTableProps, 'showsOwner' | 'selection' | 'onOwner' | 'onAudit'> {
  list: TokenList;
  /** Instead of a table without rows. */
  empty: ComponentChildren;
}

/** A list in each of its states, with its table's actions joined to the store. */
export function TokenListView({ list, empty, ...table }: TokenListViewProps) {
  const { now, wishFor, isOwn, session } = useStore();
  const frame = useRef<HTMLDivElement>(null);
  const state = list.state.value;
  useEffect(() => {
    if (state.kind === 'idle') void list.load();
  }, [list, state.kind]);
  useFocusAfterDeletion(frame, list);

  /** Once, and not after its end; others' tokens where they can be made for them. */
  function mayRotate(token: Token): boolean {
    const { value } = session.state;
    const isOver = lifetimeOf(token.expiresAt, now()) === 'expired';
    if (value.kind !== 'ready' || token.replacedBy !== null || isOver) return false;
    const { createOwn, createForOthers } = value.session.can;
    return isOwn(token) ? createOwn : createForOthers;
  }

  if (state.kind === 'failed') {
    return <Failed failure={state.failure} layout="page" onRetry={list.load} />;
  }
  if (state.kind !== 'ready') return <Skeleton />;
  const isLoading = list.isLoading.value;
  return (
    <div ref={frame} class="list" aria-busy={isLoading}>
      {list.tokens.value.length === 0 ? (
        empty
      ) : (
        <TokenTable
          {...table}
          tokens={list.tokens.value}
          now={now()}
          sort={list.sort.value}
          onSort={list.sortBy}
          onRotate={(token) => wishFor({ kind: 'rotate', token })}
          mayRotate={mayRotate}
          onDelete={(token) => wishFor({ kind: 'delete', tokens: [token] })}
          renaming={(token, onEnd) => <RenameToken token={token} onEnd={onEnd} />}
        />
      )}
      <MoreRows frame={frame} list={list} count={list.tokens.value.length} />
      <SlowHint isWaiting={isLoading || list.isLoadingMore.value} />
    </div>
  );
}
