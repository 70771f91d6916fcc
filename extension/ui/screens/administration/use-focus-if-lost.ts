import { useEffect, useRef } from 'preact/hooks';

/** Where what had the focus has made room for this: goes on at its first field or button. Whoever is elsewhere stays there. */
export function useFocusIfLost() {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    frame.current?.querySelector<HTMLElement>('input, button')?.focus();
  }, []);
  return frame;
}
