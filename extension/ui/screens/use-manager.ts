import { createManager, type Manager } from '../state/manager.ts';
import type { Store } from '../state/store.ts';
import { popupWindow } from './popup-window.ts';
import { useStore } from './use-store.ts';

/** Made at the manager's first opening, and kept while the popup lives: changing tabs loses nothing. */
const managers = new WeakMap<Store, Manager>();

export function useManager(): Manager {
  const store = useStore();
  const manager = managers.get(store) ?? createManager(store, popupWindow);
  managers.set(store, manager);
  return manager;
}
