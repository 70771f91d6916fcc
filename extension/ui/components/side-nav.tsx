import type { ComponentChildren } from 'preact';
import { Lozenge } from './lozenge.tsx';

export interface SideNavProps<Id extends string> {
  label: string;
  items: readonly { id: Id; label: string; mark?: string | undefined }[];
  current: Id;
  onGo: (id: Id) => void;
  children: ComponentChildren;
}

/** Sections, listed at the side of the present one; on narrow windows above it. */
export function SideNav<Id extends string>(props: SideNavProps<Id>) {
  const { label, items, current, onGo, children } = props;
  return (
    <div class="sections">
      <nav aria-label={label}>
        {items.map((item) => (
          <button
            key={item.id}
            type="button"
            aria-current={item.id === current ? 'page' : undefined}
            onClick={() => onGo(item.id)}
          >
            <span>{item.label}</span>
            {item.mark && <Lozenge tone="warning">{item.mark}</Lozenge>}
          </button>
        ))}
      </nav>
      <div class="section">{children}</div>
    </div>
  );
}
