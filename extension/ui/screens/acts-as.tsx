import { t } from '../../i18n.ts';
import { RichText } from '../components/rich-text.tsx';
import type { Draft } from '../state/draft.ts';
import { useStore } from './use-store.ts';

/** Whose rights the new token will have, and where. */
export function ActsAs({ draft: { owner } }: { draft: Draft }) {
  const { site } = useStore();
  return (
    <p class="subtlest">
      <RichText
        text={t('form.actsAs')}
        person={<b>{owner?.displayName}</b>}
        host={new URL(site).host}
      />
    </p>
  );
}
