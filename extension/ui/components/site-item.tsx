import type { ComponentChildren } from 'preact';
import { type MessageKey, t } from '../../i18n.ts';
import type { SiteDescription } from '../../site-facts.ts';
import { LockIcon } from './icons.tsx';
import { Lozenge } from './lozenge.tsx';

const lockedBecause: Record<SiteDescription['source'], MessageKey | undefined> = {
  'built-in': 'options.builtIn',
  managed: 'options.managed',
  added: undefined,
};

export interface SiteItemProps {
  site: SiteDescription;
  /** How the site is, with what can be done about it. */
  status: ComponentChildren;
  onOpen: () => void;
  onRemove: () => void;
}

/** One site in the settings; locked, with the reason, where it is not the person's own to take away. */
export function SiteItem({ site, status, onOpen, onRemove }: SiteItemProps) {
  const { name, address, product, source } = site;
  const lock = lockedBecause[source];
  return (
    <li class="site">
      <div>
        <h3>
          {name} {product && <Lozenge tone="info">{t(`product.${product}`)}</Lozenge>}
        </h3>
        {name !== address && <small>{address}</small>}
        {status}
      </div>
      <div class="actions">
        <button
          type="button"
          class="button"
          aria-label={t('options.openOne', { name })}
          onClick={onOpen}
        >
          {t('options.open')}
        </button>
        {lock ? (
          <span class="locked">
            <LockIcon /> {t(lock)}
          </span>
        ) : (
          <button
            type="button"
            class="button subtle"
            aria-label={t('options.removeOne', { name })}
            onClick={onRemove}
          >
            {t('options.remove')}
          </button>
        )}
      </div>
    </li>
  );
}
