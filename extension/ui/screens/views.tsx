import type { Session } from '../../../shared/contract/session.ts';
import { t } from '../../i18n.ts';
import { Skeleton } from '../components/skeleton.tsx';
import { type Tab, Tabs } from '../components/tabs.tsx';
import { onDemand } from '../on-demand.tsx';
import type { View } from '../state/store.ts';
import { MyTokens } from './my-tokens.tsx';
import { useStore } from './use-store.ts';

const Administration = onDemand(
  async () => (await import('./administration/administration.tsx')).Administration,
  Skeleton,
);
const Manager = onDemand(async () => (await import('./manager.tsx')).Manager, Skeleton);

const views = ['mine', 'manager', 'administration'] as const satisfies View[];

/** The tabs; which one is open stands in the window's address, so that a reload keeps it. Until the session is there, as it will be. */
export function Views({ session }: { session: Session | undefined }) {
  const { view, goTo } = useStore();
  const wanted = view.value ?? viewInAddress();
  const may: Record<View, boolean> = {
    mine: true,
    manager: session ? session.can.manageOthers : wanted !== 'mine',
    administration: session ? session.can.administer : wanted === 'administration',
  };
  const tabs: Tab<View>[] = views
    .filter((id) => may[id])
    .map((id) => ({ id, label: t(`tabs.${id}`) }));
  const selected = may[wanted] ? wanted : 'mine';

  function select(id: View) {
    const url = new URL(location.href);
    url.searchParams.set('view', id);
    history.replaceState(null, '', url);
    goTo(id);
  }

  return (
    <Tabs label={t('app.views')} tabs={tabs} selected={selected} onSelect={select}>
      {selected === 'mine' ? (
        <MyTokens session={session} />
      ) : (
        <ForSome session={session} view={selected} />
      )}
    </Tabs>
  );
}

/** What not everybody sees is not drawn before it is known who may. */
function ForSome({ session, view }: { session: Session | undefined; view: View }) {
  if (!session) return <Skeleton />;
  return view === 'manager' ? <Manager /> : <Administration />;
}

function viewInAddress(): View {
  const wanted = new URLSearchParams(location.search).get('view');
  return views.find((view) => view === wanted) ?? 'mine';
}
