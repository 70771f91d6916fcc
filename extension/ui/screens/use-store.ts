import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session } from '../../../shared/contract/session.ts';
import type { Failure } from '../../api.ts';
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

const loginPages = { jira: '/login.jsp', confluence: '/login.action' } as const;

/** What every notice of a failure needs beside the failure. */
export function useFailureProps(failure: Failure) {
  const { site, session } = useStore();
  const product = session.product.value;
  return {
    failure,
    host: new URL(site).host,
    product,
    onLogIn: () =>
      void window.open(product ? site + loginPages[product] : `${site}/`, '_blank', 'noopener'),
  };
}
