import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session } from '../../../shared/contract/session.ts';
import type { Store } from '../state/store.ts';

export const StoreContext = createContext<Store | undefined>(undefined);

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error('no StoreContext above');
  return store;
}

export function useSession(): Session {
  const { state } = useStore().session;
  if (state.value.kind !== 'ready') throw new Error('the session is not there yet');
  return state.value.session;
}
