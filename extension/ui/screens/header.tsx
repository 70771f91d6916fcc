import type { ConfiguredSite } from '../../configured-sites.ts';
import { t } from '../../i18n.ts';
import { Avatar } from '../components/avatar.tsx';
import { Lozenge } from '../components/lozenge.tsx';
import { Masthead } from '../components/masthead.tsx';
import { SiteSwitcher } from './site-switcher.tsx';
import { useStore } from './use-store.ts';

/** Which site the window is about, and who is logged in there. */
export function Header({ sites }: { sites: readonly ConfiguredSite[] }) {
  const { site, session } = useStore();
  const { value } = session.state;
  const product = session.product.value;
  const user = value.kind === 'ready' ? value.session.user : undefined;
  // Piece by piece it would move while somebody reads it.
  if (value.kind === 'loading' && !product) return <Masthead />;
  return (
    <Masthead>
      {product && <Lozenge tone="info">{t(`product.${product}`)}</Lozenge>}
      <SiteSwitcher sites={sites} current={site} />
      {user && (
        <span class="person">
          <Avatar person={user} />
          {user.displayName}
        </span>
      )}
    </Masthead>
  );
}
