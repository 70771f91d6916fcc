export interface CopyButtonProps {
  label: string;
  text: string;
  isPrimary?: boolean;
  onCopied: () => void;
  onFailed: () => void;
}

/** Puts a text on the clipboard; its own words don't change, the confirmation stands beside it. */
export function CopyButton({
  label,
  text,
  isPrimary = false,
  onCopied,
  onFailed,
}: CopyButtonProps) {
  return (
    <button
      type="button"
      class={isPrimary ? 'button primary' : 'button'}
      onClick={() => navigator.clipboard.writeText(text).then(onCopied, onFailed)}
    >
      {label}
    </button>
  );
}
