import type { ComponentChildren } from 'preact';
import type { Person } from '../../../shared/contract/user.ts';
import { t } from '../../i18n.ts';
import { CheckIcon, InfoIcon, WarningIcon } from '../components/icons.tsx';
import { RichText } from '../components/rich-text.tsx';
import { useSession } from './use-store.ts';

export type Notice = 'none' | 'copied' | 'not-copied' | 'unsaved';

const looks = {
  none: { tone: 'info', Icon: InfoIcon },
  copied: { tone: 'success', Icon: CheckIcon },
  'not-copied': { tone: 'warning', Icon: WarningIcon },
  unsaved: { tone: 'warning', Icon: WarningIcon },
} as const;

/** What became of the copying; beside it how the secret is used, unless something is in the way. */
export function SecretNotice({
  notice,
  children,
}: {
  notice: Notice;
  children: ComponentChildren;
}) {
  const { tone, Icon } = looks[notice];
  return (
    <div class={`note ${tone}`} role="status">
      <Icon />
      <span>
        {notice === 'copied' && `${t('secret.copied')} `}
        {notice === 'not-copied' && t('secret.notCopied')}
        {notice === 'unsaved' && t('secret.unsaved')}
        {(notice === 'none' || notice === 'copied') && children}
      </span>
    </div>
  );
}

/** With which user name the token goes. */
export function UserName({ owner }: { owner: Person }) {
  const { user } = useSession();
  return (
    <RichText
      text={owner.key === user.key ? t('secret.userName') : t('secret.theirUserName')}
      person={<b>{owner.displayName}</b>}
      name={<code>{owner.name}</code>}
    />
  );
}
