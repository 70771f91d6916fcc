import type { ComponentChildren } from 'preact';

export function Lozenge({
  tone,
  children,
}: {
  tone: 'info' | 'warning' | 'danger';
  children: ComponentChildren;
}) {
  return <span class={`lozenge ${tone}`}>{children}</span>;
}
