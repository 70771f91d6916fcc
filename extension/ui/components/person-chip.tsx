import type { Person } from '../../../shared/contract/user.ts';
import { t } from '../../i18n.ts';
import { Avatar } from './avatar.tsx';
import { CrossIcon } from './icons.tsx';

/** Somebody who is chosen. */
export function PersonChip({ person, onRemove }: { person: Person; onRemove: () => void }) {
  const name = person.displayName;
  return (
    <span class="chip">
      <Avatar person={person} />
      <span title={person.name || undefined}>{name}</span>
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
