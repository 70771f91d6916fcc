import { t } from '../../../i18n.ts';
import { WarningIcon } from '../../components/icons.tsx';

export interface OvertakenProps {
  /** Who saved meanwhile. */
  name: string | undefined;
  changes: readonly { label: string; before: string; after: string; isMineToo: boolean }[];
}

/** What somebody else has saved while this person was editing. */
export function Overtaken({ name, changes }: OvertakenProps) {
  return (
    <div class="note warning" role="alert">
      <WarningIcon />
      <div>
        <strong>
          {t('administration.overtaken', { name: name ?? t('administration.somebody') })}
        </strong>
        <p>{t('administration.overtakenAbout')}</p>
        <ul class="changes">
          {changes.map(({ label, before, after, isMineToo }) => (
            <li key={label}>
              <b>{label}</b> {t('administration.changedTo', { before, after })}
              {isMineToo && <small>{t('administration.yours')}</small>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
