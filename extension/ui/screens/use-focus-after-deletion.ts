import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { TokenList } from '../state/token-list.ts';
import { useStore } from './use-store.ts';

/** When a row goes, the focus that was on it goes to its successor, so that a keyboard goes on from there. */
export function useFocusAfterDeletion(frame: RefObject<HTMLElement | null>, list: TokenList): void {
  const { wish } = useStore();
  const tokens = list.tokens.value;
  const count = tokens.length;
  const before = useRef(count);
  const deletedAt = useRef(0);
  const { value } = wish;
  const [first] = value?.kind === 'delete' ? value.tokens : [];
  if (first) deletedAt.current = tokens.indexOf(first);

  useEffect(() => {
    const former = before.current;
    before.current = count;
    if (count >= former || document.activeElement !== document.body) return;
    const rows = frame.current?.querySelectorAll<HTMLElement>('tbody tr') ?? [];
    const row = rows[Math.min(deletedAt.current, rows.length - 1)];
    const target =
      row?.querySelector<HTMLElement>('.actions .danger') ??
      document.querySelector<HTMLElement>('main .button.primary');
    target?.focus();
  }, [count, frame]);
}
