import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Token } from '../../../shared/contract/token.ts';
import type { Person } from '../../../shared/contract/user.ts';
import { t } from '../../i18n.ts';
import { fullDate } from '../dates.ts';
import { scopeText } from '../scope-text.ts';
import { Avatar } from './avatar.tsx';
import { Expiry } from './expiry.tsx';
import { Lozenge } from './lozenge.tsx';
import { When } from './when.tsx';

export interface TokenRowActions {
  now: number;
  /** What stands for the description while it is being changed, until `onEnd`. */
  renaming: (token: Token, onEnd: () => void) => ComponentChildren;
  onDelete: (token: Token) => void;
  onRotate: (token: Token) => void;
  /** False where no other can take its place. */
  mayRotate: (token: Token) => boolean;
  /** Leads to what was done with it. */
  onAudit?: ((token: Token) => void) | undefined;
  /** The owner's name becomes a button. */
  onOwner?: ((owner: Person) => void) | undefined;
}

export interface Tick {
  isOn: boolean;
  isDisabled: boolean;
  onToggle: (token: Token, isRange: boolean) => void;
}

export interface TokenRowProps extends TokenRowActions {
  token: Token;
  showsOwner: boolean;
  tick?: Tick;
}

export function TokenRow({
  token,
  showsOwner,
  tick,
  now,
  renaming,
  onDelete,
  onRotate,
  mayRotate,
  onAudit,
  onOwner,
}: TokenRowProps) {
  const [isRenaming, setRenaming] = useState(false);
  const { description, owner } = token;
  return (
    <tr data-token={token.id} class={tick?.isOn ? 'ticked' : undefined}>
      {tick && (
        <td class="tick">
          <input
            type="checkbox"
            aria-label={t('manager.select', { description, user: owner.displayName })}
            checked={tick.isOn}
            disabled={tick.isDisabled}
            onClick={(event) => tick.onToggle(token, event.shiftKey)}
          />
        </td>
      )}
      {showsOwner && <Owner owner={owner} goneAt={token.ownerGoneAt} onChoose={onOwner} />}
      <th scope="row" data-label={t('token.description')}>
        {isRenaming ? renaming(token, () => setRenaming(false)) : description}
        <small class="mono">{token.hint}…</small>
      </th>
      <Facts token={token} now={now} hasCreator={showsOwner} />
      <td class="actions">
        {!isRenaming && (
          <button
            type="button"
            class="link"
            aria-label={t('token.renameOne', { description })}
            onClick={() => setRenaming(true)}
          >
            {t('token.rename')}
          </button>
        )}
        {!isRenaming && mayRotate(token) && (
          <button
            type="button"
            class="link"
            aria-label={t('token.rotateOne', { description })}
            onClick={() => onRotate(token)}
          >
            {t('token.rotate')}
          </button>
        )}
        {!isRenaming && onAudit && (
          <button
            type="button"
            class="link"
            aria-label={t('audit.ofToken', { description })}
            onClick={() => onAudit(token)}
          >
            {t('token.audit')}
          </button>
        )}
        <button
          type="button"
          class="link danger"
          aria-label={t('token.deleteOne', { description })}
          onClick={() => onDelete(token)}
        >
          {t('token.delete')}
        </button>
      </td>
    </tr>
  );
}

interface OwnerProps {
  owner: Person;
  goneAt: string | null;
  onChoose: TokenRowActions['onOwner'];
}

function Owner({ owner, goneAt, onChoose }: OwnerProps) {
  return (
    <td data-label={t('token.user')}>
      <span class="person">
        <Avatar person={owner} />
        <span>
          {onChoose ? (
            <button
              type="button"
              class="name"
              title={t('manager.onlyUser', { name: owner.displayName })}
              onClick={() => onChoose(owner)}
            >
              {owner.displayName}
            </button>
          ) : (
            owner.displayName
          )}
          <small>{owner.name}</small>
          {goneAt !== null && (
            <Lozenge
              tone="warning"
              title={t('token.ownerGoneSince', { date: fullDate(Date.parse(goneAt)) })}
            >
              {t('token.ownerGone')}
            </Lozenge>
          )}
        </span>
      </span>
    </td>
  );
}

interface FactsProps {
  token: Token;
  now: number;
  /** In a column of its own, and not only where it is somebody else. */
  hasCreator: boolean;
}

function Facts({ token, now, hasCreator }: FactsProps) {
  const { creator, owner, lastUsedAt, lastUsedFrom } = token;
  return (
    <>
      <td data-label={t('token.scope')}>{scopeText(token.scope)}</td>
      <td data-label={t('token.created')}>
        <When at={token.createdAt} />
        {!hasCreator && creator.key !== owner.key && (
          <small>{t('token.by', { name: creator.displayName })}</small>
        )}
      </td>
      {hasCreator && (
        <td data-label={t('token.createdBy')} class="wrap">
          {creator.displayName}
        </td>
      )}
      <td data-label={t('token.lastUsed')}>
        {lastUsedAt ? <When at={lastUsedAt} now={now} /> : t('token.neverUsed')}
        {lastUsedAt && lastUsedFrom && <small>{t('token.from', { address: lastUsedFrom })}</small>}
      </td>
      <td data-label={t('token.expires')}>
        <Expiry at={token.expiresAt} now={now} isReplaced={token.replacedBy !== null} />
      </td>
    </>
  );
}
