import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface Choice {
  id: string;
  label: string;
  about?: string;
  isDisabled?: boolean;
}

export interface RadioGroupProps {
  legend: string;
  layout: 'pills' | 'cards';
  choices: readonly Choice[];
  selected: string;
  onSelect: (id: string) => void;
  children?: ComponentChildren;
}

/** Native radio buttons, drawn as pills or cards. */
export function RadioGroup({
  legend,
  layout,
  choices,
  selected,
  onSelect,
  children,
}: RadioGroupProps) {
  const name = useId();
  return (
    <fieldset class="field">
      <legend>{legend}</legend>
      <div class={layout}>
        {choices.map(({ id, label, about, isDisabled = false }) => (
          <label key={id}>
            <input
              type="radio"
              name={name}
              value={id}
              checked={id === selected}
              disabled={isDisabled}
              aria-describedby={about && `${name}-${id}`}
              aria-label={label}
              onChange={() => onSelect(id)}
            />
            <span>{label}</span>
            {about && <small id={`${name}-${id}`}>{about}</small>}
          </label>
        ))}
      </div>
      {children}
    </fieldset>
  );
}
