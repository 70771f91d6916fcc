import {
  type Administration,
  type AdministrationWindow,
  createAdministration,
} from '../../state/administration/administration.ts';
import type { Store } from '../../state/store.ts';
import { popupWindow } from '../popup-window.ts';
import { useStore } from '../use-store.ts';

/** Made at the tab's first opening, and kept while the popup lives. */
const administrations = new WeakMap<Store, Administration>();

const ask = (event: Event) => event.preventDefault();

const administrationWindow: AdministrationWindow = {
  ...popupWindow,
  askBeforeUnload(isNeeded) {
    if (isNeeded) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  },
};

export function useAdministration(): Administration {
  const store = useStore();
  const known = administrations.get(store);
  if (known) return known;
  const created = createAdministration(store, administrationWindow);
  administrations.set(store, created);
  return created;
}
