import type { RefObject } from 'preact';
import { t } from '../../i18n.ts';
import { CopyButton } from './copy-button.tsx';

export interface SecretFieldProps {
  field: RefObject<HTMLInputElement | null>;
  label: string;
  secret: string;
  onCopied: () => void;
  onFailed: () => void;
}

/** A secret to be copied: selected as soon as the focus is there. */
export function SecretField({ field, label, secret, onCopied, onFailed }: SecretFieldProps) {
  /** Half a secret is none. */
  function isWhole({ selectionStart, selectionEnd }: HTMLInputElement): boolean {
    return selectionStart === 0 && selectionEnd === secret.length;
  }

  return (
    <div class="secret">
      <input
        ref={field}
        type="text"
        readOnly
        autofocus
        // Browsers keep what stands in fields for a window that is opened again.
        autocomplete="off"
        spellcheck={false}
        class="mono"
        aria-label={label}
        value={secret}
        onFocus={(event) => event.currentTarget.select()}
        onCopy={(event) => isWhole(event.currentTarget) && onCopied()}
      />
      <CopyButton
        label={t('secret.copy')}
        text={secret}
        isPrimary
        onCopied={onCopied}
        onFailed={onFailed}
      />
    </div>
  );
}
