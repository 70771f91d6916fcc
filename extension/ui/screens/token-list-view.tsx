import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { TokenTable, type TokenTableProps } from '../components/token-table.tsx';
import { failureText } from '../failure-text.ts';
import { problemText } from '../problem-text.ts';
import { descriptionProblem } from '../state/draft.ts';
import type { TokenList } from '../state/token-list.ts';
import { MoreTokens } from './more-tokens.tsx';
import { useFailureProps, useStore } from './use-store.ts';

export interface TokenListViewProps
  extends Pick<TokenTableProps, 'showsOwner' | 'selection' | 'onOwner'> {
  list: TokenList;
  /** Instead of a table without rows. */
  empty: ComponentChildren;
}

/** A list in each of its states, with its table's actions joined to the store. */
export function TokenListView({ list, empty, ...table }: TokenListViewProps) {
  const { now, deletion, rename, site, session } = useStore();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.state.value.kind === 'idle') void list.load();
  }, [list]);
  useFocusAfterDeletion(frame, list);

  const state = list.state.value;
  if (state.kind === 'failed') return <Failed list={list} failure={state.failure} />;
  if (state.kind !== 'ready') return <Skeleton />;
  if (list.tokens.value.length === 0) return <>{empty}</>;
  return (
    <div ref={frame}>
      <TokenTable
        {...table}
        tokens={list.tokens.value}
        now={now()}
        sort={list.sort.value}
        onSort={list.sortBy}
        onDelete={(token) => deletion.ask([token])}
        onRename={async (token, description) => {
          const problem = descriptionProblem(description);
          if (problem) return problemText(problem);
          const failure = await rename(token, description);
          return failure && failureText(failure, new URL(site).host, session.product.value).title;
        }}
      />
      <MoreTokens frame={frame} list={list} />
    </div>
  );
}

function Failed({
  list,
  failure,
}: {
  list: TokenList;
  failure: Parameters<typeof useFailureProps>[0];
}) {
  return <FailureNotice {...useFailureProps(failure)} layout="page" onRetry={list.load} />;
}

/** When a row goes, the focus that was on it goes to its successor, so that a keyboard goes on from there. */
function useFocusAfterDeletion(frame: { current: HTMLDivElement | null }, list: TokenList) {
  const { deletion } = useStore();
  const position = useRef(0);
  const first = deletion.pending.value?.tokens[0];
  if (first) position.current = list.tokens.value.indexOf(first);
  const count = list.tokens.value.length;
  const before = useRef(count);

  useEffect(() => {
    const hasLost = count < before.current;
    before.current = count;
    if (!hasLost || document.activeElement !== document.body) return;
    const rows = frame.current?.querySelectorAll<HTMLElement>('tbody tr') ?? [];
    const row = rows[Math.min(position.current, rows.length - 1)];
    const target =
      row?.querySelector<HTMLElement>('.actions .danger') ??
      document.querySelector<HTMLElement>('main .button.primary');
    target?.focus();
  }, [count, frame]);
}
