import type { ComponentChildren } from 'preact';

export function Lozenge({
  tone,
  title,
  children,
}: {
  tone: 'info' | 'warning' | 'danger';
  title?: string;
  children: ComponentChildren;
}) {
  return (
    <span class={`lozenge ${tone}`} title={title}>
      {children}
    </span>
  );
}
