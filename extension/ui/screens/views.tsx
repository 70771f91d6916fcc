import { useState } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { type Tab, Tabs } from '../components/tabs.tsx';
import { MyTokens } from './my-tokens.tsx';
import { onDemand } from './on-demand.tsx';
import { useSession } from './use-store.ts';

const Manager = onDemand(async () => (await import('./manager.tsx')).Manager);

type View = 'mine' | 'manager';

/** The tabs; which one is open stands in the window's address, so that a reload keeps it. */
export function Views() {
  const { can } = useSession();
  const tabs: Tab<View>[] = [{ id: 'mine', label: t('tabs.mine') }];
  if (can.manageOthers) tabs.push({ id: 'manager', label: t('tabs.manager') });
  const [wanted, setWanted] = useState<View>(viewInAddress);
  const selected = tabs.some(({ id }) => id === wanted) ? wanted : 'mine';

  function select(view: View) {
    const url = new URL(location.href);
    url.searchParams.set('view', view);
    history.replaceState(null, '', url);
    setWanted(view);
  }

  return (
    <Tabs label={t('app.views')} tabs={tabs} selected={selected} onSelect={select}>
      {selected === 'manager' ? <Manager /> : <MyTokens />}
    </Tabs>
  );
}

function viewInAddress(): View {
  return new URLSearchParams(location.search).get('view') === 'manager' ? 'manager' : 'mine';
}
