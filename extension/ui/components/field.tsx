import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface FieldIds {
  id: string;
  'aria-describedby': string;
  'aria-invalid': boolean;
}

export interface FieldProps {
  label: string;
  help?: ComponentChildren;
  /** What is wrong with the present value. */
  problem?: string | undefined;
  /** At the end of the help's line. */
  aside?: ComponentChildren;
  children: (ids: FieldIds) => ComponentChildren;
}

/** A labelled control with its help and its problem. */
export function Field({ label, help, problem, aside, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-help`, 'aria-invalid': problem !== undefined })}
      <Help id={`${id}-help`} help={help} problem={problem} aside={aside} />
    </div>
  );
}

type HelpProps = Pick<FieldProps, 'help' | 'problem' | 'aside'> & { id?: string };

/**
 * The line below a field. Read out when it changes, at the end of what is being said: a problem comes while somebody types. The
 * help keeps its place below a problem: one that comes as a button is pressed must not move the button away.
 */
export function Help({ id, help, problem, aside }: HelpProps) {
  return (
    <div class="help">
      <span id={id} class="layers" aria-live="polite">
        <span class={problem === undefined ? undefined : 'covered'}>{help}</span>
        {problem !== undefined && <span class="problem">{problem}</span>}
      </span>
      {aside && <span class="aside">{aside}</span>}
    </div>
  );
}
