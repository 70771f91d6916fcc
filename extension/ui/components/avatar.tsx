import { useState } from 'preact/hooks';
import type { Person } from '../../../shared/contract/user.ts';

const colours = 6;

/** A picture, or the initials on a colour that stays with the person. Decoration: the name stands beside it. */
export function Avatar({ person, picture }: { person: Person; picture?: string | undefined }) {
  const [isBroken, setBroken] = useState(false);
  if (picture && !isBroken) {
    return (
      <img
        class="avatar"
        src={picture}
        alt=""
        referrerpolicy="no-referrer"
        onError={() => setBroken(true)}
      />
    );
  }
  return (
    <span
      class="avatar"
      data-colour={colourOf(person.key)}
      data-initials={initialsOf(person.displayName || person.name)}
      aria-hidden="true"
    />
  );
}

export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? '')[0] ?? '',
  );
  return letters.join('').toLocaleUpperCase();
}

function colourOf(key: string): number {
  return Array.from(key).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % colours;
}
