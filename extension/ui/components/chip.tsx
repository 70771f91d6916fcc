import type { ComponentChildren } from 'preact';
import { t } from '../../i18n.ts';
import { CrossIcon } from './icons.tsx';

export interface ChipProps {
  name: string;
  title?: string | undefined;
  /** Before the name. */
  children?: ComponentChildren;
  onRemove: () => void;
}

/** Something that is chosen. */
export function Chip({ name, title, children, onRemove }: ChipProps) {
  return (
    <span class="chip">
      {children}
      <span title={title}>{name}</span>
      <button
        type="button"
        class="bare"
        aria-label={t('manager.remove', { name })}
        onClick={onRemove}
      >
        <CrossIcon />
      </button>
    </span>
  );
}
