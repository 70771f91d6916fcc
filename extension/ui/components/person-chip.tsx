import type { Person } from '../../../shared/contract/user.ts';
import { Avatar } from './avatar.tsx';
import { Chip } from './chip.tsx';

/** Somebody who is chosen. */
export function PersonChip({ person, onRemove }: { person: Person; onRemove: () => void }) {
  return (
    <Chip name={person.displayName} title={person.name || undefined} onRemove={onRemove}>
      <Avatar person={person} />
    </Chip>
  );
}
