import type { ComponentChildren } from 'preact';
import { GateIcon } from './icons.tsx';

/** Fills a view that has nothing to list: says why, and what to do. */
export function Blank({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="blank">
      <GateIcon size={56} />
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  );
}
