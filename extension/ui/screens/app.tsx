import { useEffect } from 'preact/hooks';
import type { ConfiguredSite } from '../../configured-sites.ts';
import { News } from '../components/news.tsx';
import { onDemand } from '../on-demand.tsx';
import type { Store } from '../state/store.ts';
import { Failed } from './failed.tsx';
import { Header } from './header.tsx';
import { StoreContext, useStore } from './use-store.ts';
import { Views } from './views.tsx';

const NewTokenDialog = onDemand(
  async () => (await import('./new-token-dialog.tsx')).NewTokenDialog,
);
const RotationDialog = onDemand(async () => (await import('./rotation-dialog.tsx')).RotationDialog);
const DeletionDialog = onDemand(async () => (await import('./deletion-dialog.tsx')).DeletionDialog);

/** When somebody comes back to the window, or the network does. */
const returns = ['focus', 'online'] as const;

/** The popup about one site. */
export function App({ store, sites = [] }: { store: Store; sites?: readonly ConfiguredSite[] }) {
  useEffect(() => {
    void store.session.load();
    // At once, and not after the session: most people come for this.
    void store.mine.load();
    for (const name of returns) window.addEventListener(name, store.recover);
    return () => {
      for (const name of returns) window.removeEventListener(name, store.recover);
    };
  }, [store]);

  return (
    <StoreContext.Provider value={store}>
      <Header sites={sites} />
      <Body />
      <News news={store.news.value} onDone={store.forgetNews} />
    </StoreContext.Provider>
  );
}

function Body() {
  const { session } = useStore();
  const { value } = session.state;
  if (value.kind === 'failed') {
    return (
      <main class="page">
        <Failed failure={value.failure} layout="page" onRetry={session.load} />
      </main>
    );
  }
  return (
    <>
      <Views session={value.kind === 'ready' ? value.session : undefined} />
      <Dialog />
    </>
  );
}

function Dialog() {
  const wish = useStore().wish.value;
  switch (wish?.kind) {
    case undefined:
      return null;
    case 'new':
      return <NewTokenDialog owner={wish.owner} />;
    case 'rotate':
      return <RotationDialog token={wish.token} />;
    case 'delete':
      return <DeletionDialog tokens={wish.tokens} />;
  }
}
