import { useId } from 'preact/hooks';
import { Help } from './field.tsx';

export interface BoundFieldProps {
  legend: string;
  /** Before and behind the number: "At most", "days". */
  before: string;
  unit: string;
  /** What the number is, by itself. */
  numberLabel: string;
  /** Without a bound. */
  noneLabel: string;
  value: { isSet: boolean; text: string };
  help: string;
  problem: string | undefined;
  warnings: readonly string[];
  onChange: (value: { isSet: boolean; text: string }) => void;
}

/** A number, or none: two radio buttons, the number in the line of the first. */
export function BoundField(props: BoundFieldProps) {
  const { legend, before, unit, numberLabel, noneLabel, value, help, problem, onChange } = props;
  const id = useId();
  return (
    <fieldset class="field">
      <legend>{legend}</legend>
      <div class="option">
        <label>
          <input
            type="radio"
            name={id}
            checked={value.isSet}
            onChange={() => onChange({ ...value, isSet: true })}
          />
          {before}
        </label>
        <input
          type="text"
          class="number"
          inputMode="numeric"
          autocomplete="off"
          aria-label={numberLabel}
          aria-describedby={`${id}-help`}
          aria-invalid={problem !== undefined}
          value={value.text}
          // Whoever types a number wants it.
          onInput={(event) => onChange({ isSet: true, text: event.currentTarget.value })}
        />
        <span>{unit}</span>
      </div>
      <div class="option">
        <label>
          <input
            type="radio"
            name={id}
            checked={!value.isSet}
            onChange={() => onChange({ ...value, isSet: false })}
          />
          {noneLabel}
        </label>
      </div>
      <Help id={`${id}-help`} help={help} problem={problem} />
      <FieldWarnings texts={props.warnings} />
    </fieldset>
  );
}

/** What speaks against a value, without keeping anybody from it. */
export function FieldWarnings({ texts }: { texts: readonly string[] }) {
  return (
    <>
      {texts.map((text) => (
        <p key={text} class="caution">
          {text}
        </p>
      ))}
    </>
  );
}
