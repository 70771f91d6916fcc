import { t } from '../../i18n.ts';
import { Avatar } from '../components/avatar.tsx';
import { GateIcon } from '../components/icons.tsx';
import { Lozenge } from '../components/lozenge.tsx';
import { useStore } from './use-store.ts';

/** What the window is, which site it is about, and who is logged in there. */
export function Header() {
  const { site, session } = useStore();
  const { value } = session.state;
  const product = session.product.value;
  const user = value.kind === 'ready' ? value.session.user : undefined;
  return (
    <header class="top">
      <span class="mark">
        <GateIcon />
      </span>
      <h1>{t('app.title')}</h1>
      <p class="where">
        {product && <Lozenge tone="info">{t(`product.${product}`)}</Lozenge>}
        <span>{new URL(site).host}</span>
        {user && (
          <span class="person">
            <Avatar person={user} />
            {user.displayName}
          </span>
        )}
      </p>
    </header>
  );
}
