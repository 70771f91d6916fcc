import { saveFile } from '../save-file.ts';
import { createManager, type Manager, type ManagerWindow } from '../state/manager.ts';
import type { Store } from '../state/store.ts';
import { useStore } from './use-store.ts';

/** Made at the manager's first opening, and kept while the popup lives: changing tabs loses nothing. */
const managers = new WeakMap<Store, Manager>();

const managerWindow: ManagerWindow = {
  readAddress: () => new URLSearchParams(location.search),
  writeAddress: (search) => history.replaceState(null, '', `?${search}`),
  saveFile,
};

export function useManager(): Manager {
  const store = useStore();
  const manager = managers.get(store) ?? createManager(store, managerWindow);
  managers.set(store, manager);
  return manager;
}
