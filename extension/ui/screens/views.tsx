import { useState } from 'preact/hooks';
import type { Session } from '../../../shared/contract/session.ts';
import { t } from '../../i18n.ts';
import { Skeleton } from '../components/skeleton.tsx';
import { type Tab, Tabs } from '../components/tabs.tsx';
import { onDemand } from '../on-demand.tsx';
import { MyTokens } from './my-tokens.tsx';

const Manager = onDemand(async () => (await import('./manager.tsx')).Manager, Skeleton);

type View = 'mine' | 'manager';

/** The tabs; which one is open stands in the window's address, so that a reload keeps it. Until the session is there, as it will be. */
export function Views({ session }: { session: Session | undefined }) {
  const [wanted, setWanted] = useState<View>(viewInAddress);
  const mayManage = session ? session.can.manageOthers : wanted === 'manager';
  const tabs: Tab<View>[] = [{ id: 'mine', label: t('tabs.mine') }];
  if (mayManage) tabs.push({ id: 'manager', label: t('tabs.manager') });
  const selected = mayManage ? wanted : 'mine';

  function select(view: View) {
    const url = new URL(location.href);
    url.searchParams.set('view', view);
    history.replaceState(null, '', url);
    setWanted(view);
  }

  return (
    <Tabs label={t('app.views')} tabs={tabs} selected={selected} onSelect={select}>
      {selected === 'mine' ? <MyTokens session={session} /> : session ? <Manager /> : <Skeleton />}
    </Tabs>
  );
}

function viewInAddress(): View {
  return new URLSearchParams(location.search).get('view') === 'manager' ? 'manager' : 'mine';
}
