import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { TokenList } from '../state/token-list.ts';
import { useStore } from './use-store.ts';

/** When a row goes, the focus that was on it goes to its successor, so that a keyboard goes on from there. */
export function useFocusAfterDeletion(frame: RefObject<HTMLElement | null>, list: TokenList): void {
  const tokens = list.tokens.value;
  const isAsking = useStore().wish.value?.kind === 'delete';
  const former = useRef({ tokens, wasAsking: false });

  useEffect(() => {
    const { tokens: before, wasAsking } = former.current;
    former.current = { tokens, wasAsking: isAsking };
    if (tokens.length >= before.length) return;
    // After a question of ours, wherever closing it has left the focus; else only where it went with its row.
    if (!wasAsking && document.activeElement !== document.body) return;
    const left = new Set(tokens.map(({ id }) => id));
    focusRow(
      frame.current,
      before.findIndex(({ id }) => !left.has(id)),
    );
  }, [tokens, isAsking, frame]);
}

/** The row that stands there now, or the last; where there is none, what can be done instead. */
function focusRow(frame: HTMLElement | null, at: number): void {
  const buttons = frame?.querySelectorAll<HTMLElement>('tbody .actions .danger') ?? [];
  const button =
    buttons[Math.min(at, buttons.length - 1)] ??
    document.querySelector<HTMLElement>('main .button.primary');
  button?.focus();
}
