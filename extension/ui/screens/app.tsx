import { useEffect } from 'preact/hooks';
import { FailureNotice } from '../components/failure-notice.tsx';
import { News } from '../components/news.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import type { Store } from '../state/store.ts';
import { DeletionDialog } from './deletion-dialog.tsx';
import { Header } from './header.tsx';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { StoreContext, useFailureProps, useStore } from './use-store.ts';
import { Views } from './views.tsx';

/** The popup about one site. */
export function App({ store }: { store: Store }) {
  useEffect(() => {
    void store.session.load();
    window.addEventListener('focus', store.recover);
    return () => window.removeEventListener('focus', store.recover);
  }, [store]);

  return (
    <StoreContext.Provider value={store}>
      <Header />
      <Body />
      <News text={store.news.value} onDone={store.forgetNews} />
    </StoreContext.Provider>
  );
}

function Body() {
  const { session } = useStore();
  const { value } = session.state;
  switch (value.kind) {
    case 'loading':
      return (
        <main class="page">
          <Skeleton />
        </main>
      );
    case 'failed':
      return (
        <main class="page">
          <FailureNotice {...useFailureProps(value.failure)} layout="page" onRetry={session.load} />
        </main>
      );
    case 'ready':
      return (
        <>
          <Views />
          <NewTokenDialog />
          <DeletionDialog />
        </>
      );
  }
}
