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
      <div class="help">
        <span id={`${id}-help`}>{problem === undefined ? help : <Problem text={problem} />}</span>
        {aside && <span class="aside">{aside}</span>}
      </div>
    </div>
  );
}

export function Problem({ text }: { text: string }) {
  return (
    <span class="problem" role="alert">
      {text}
    </span>
  );
}
