import type { CreatedToken } from '../../../shared/contract/token-changes.ts';
import { t } from '../../i18n.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { curlLine } from '../curl.ts';
import { useSession, useStore } from './use-store.ts';

export interface CommandLineProps {
  created: CreatedToken;
  onCopied: () => void;
  onFailed: () => void;
}

/** A first use of the token. Shown with the secret shortened, copied with all of it. */
export function CommandLine({ created: { token, secret }, onCopied, onFailed }: CommandLineProps) {
  const { site } = useStore();
  const { product } = useSession().site;
  const lineWith = (shown: string) => curlLine(site, product, token.owner.name, shown);
  return (
    <>
      <h3>{t('secret.try')}</h3>
      <div class="command">
        <code>{lineWith(`${token.hint}…`)}</code>
        <CopyButton
          label={t('secret.copyCommand')}
          text={lineWith(secret)}
          onCopied={onCopied}
          onFailed={onFailed}
        />
      </div>
    </>
  );
}
