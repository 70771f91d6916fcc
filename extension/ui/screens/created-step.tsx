import { useState } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { CheckIcon, WarningIcon } from '../components/icons.tsx';
import { Modal } from '../components/modal.tsx';
import { RichText } from '../components/rich-text.tsx';
import { curlLine } from '../curl.ts';
import { fullTime } from '../dates.ts';
import type { NewTokenStep } from '../state/new-token.ts';
import { useSession, useStore } from './use-store.ts';

type Created = NewTokenStep & { kind: 'created' };
type Notice = 'none' | 'copied' | 'not-copied' | 'unsaved';

/** The secret, shown this once. Nothing of it outlives this dialog. */
export function CreatedStep({ step }: { step: Created }) {
  const { newToken } = useStore();
  const { created } = step;
  const [isCopied, setCopied] = useState(false);
  const [notice, setNotice] = useState<Notice>('none');

  function copied() {
    setCopied(true);
    setNotice('copied');
  }

  /** Asks once where the secret would be lost. */
  function leave(go: () => void) {
    if (isCopied || notice === 'unsaved') go();
    else setNotice('unsaved');
  }

  return (
    <Modal
      title={t('secret.title')}
      about={t('secret.once')}
      onDismiss={() => leave(newToken.close)}
    >
      <div class="secret">
        <input
          type="text"
          readOnly
          class="mono"
          aria-label={t('secret.label')}
          value={created.secret}
          onFocus={(event) => event.currentTarget.select()}
          onCopy={copied}
        />
        <CopyButton
          label={t('secret.copy')}
          text={created.secret}
          isPrimary
          onCopied={copied}
          onFailed={() => setNotice('not-copied')}
        />
      </div>
      <NoticeLine notice={notice} />
      <UserName step={step} />
      <Properties step={step} />
      <CommandLine step={step} onCopied={copied} onFailed={() => setNotice('not-copied')} />
      <footer>
        <button type="button" class="button subtle" onClick={() => leave(newToken.again)}>
          {t('secret.another')}
        </button>
        <button
          type="button"
          class={notice === 'unsaved' ? 'button danger' : 'button primary'}
          onClick={() => leave(newToken.close)}
        >
          {notice === 'unsaved' ? t('secret.closeAnyway') : t('secret.done')}
        </button>
      </footer>
    </Modal>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  return (
    <div role="status">
      {notice === 'copied' && (
        <p class="note success">
          <CheckIcon />
          {t('secret.copied')}
        </p>
      )}
      {notice === 'not-copied' && (
        <p class="note warning">
          <WarningIcon />
          {t('secret.notCopied')}
        </p>
      )}
      {notice === 'unsaved' && (
        <p class="note warning">
          <WarningIcon />
          {t('secret.unsaved')}
        </p>
      )}
    </div>
  );
}

function UserName({ step: { created, forOthers } }: { step: Created }) {
  const { owner } = created.token;
  return (
    <p>
      <RichText
        text={forOthers ? t('secret.theirUserName') : t('secret.userName')}
        person={<b>{owner.displayName}</b>}
        name={<code>{owner.name}</code>}
      />
    </p>
  );
}

function Properties({ step }: { step: Created }) {
  const { token } = step.created;
  return (
    <dl>
      <dt>{t('token.description')}</dt>
      <dd>{token.description}</dd>
      <dt>{t('token.scope')}</dt>
      <dd>{t(`token.${token.scope}`)}</dd>
      <dt>{t('token.expires')}</dt>
      <dd>{token.expiresAt ? fullTime(Date.parse(token.expiresAt)) : t('token.never')}</dd>
      {token.ipRanges && (
        <>
          <dt>{t('token.addresses')}</dt>
          <dd>{token.ipRanges.join(', ')}</dd>
        </>
      )}
    </dl>
  );
}

interface CommandLineProps {
  step: Created;
  onCopied: () => void;
  onFailed: () => void;
}

/** Shown with the secret shortened, copied with all of it. */
function CommandLine({ step: { created }, onCopied, onFailed }: CommandLineProps) {
  const { site } = useStore();
  const { product } = useSession().site;
  const { owner, hint } = created.token;
  return (
    <>
      <h3>{t('secret.try')}</h3>
      <div class="command">
        <code>{curlLine(site, product, owner.name, `${hint}…`)}</code>
        <CopyButton
          label={t('secret.copyCommand')}
          text={curlLine(site, product, owner.name, created.secret)}
          onCopied={onCopied}
          onFailed={onFailed}
        />
      </div>
    </>
  );
}
