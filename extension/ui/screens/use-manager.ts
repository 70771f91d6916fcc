import { type Address, createManager, type Manager } from '../state/manager.ts';
import type { Store } from '../state/store.ts';
import { useStore } from './use-store.ts';

/** Made at the manager's first opening, and kept while the popup lives: changing tabs loses nothing. */
const managers = new WeakMap<Store, Manager>();

const windowAddress: Address = {
  read: () => new URLSearchParams(location.search),
  write: (search) => history.replaceState(null, '', `?${search}`),
};

export function useManager(): Manager {
  const store = useStore();
  const manager = managers.get(store) ?? createManager(store, windowAddress);
  managers.set(store, manager);
  return manager;
}
