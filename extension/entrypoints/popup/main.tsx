import { render } from 'preact';
import { browser } from 'wxt/browser';
import { createCall } from '../../api.ts';
import { t, uiLocale } from '../../i18n.ts';
import { builtInSites } from '../../sites.ts';
import { isTheme } from '../../theme.ts';
import { App } from '../../ui/screens/app.tsx';
import { SiteChooser } from '../../ui/screens/site-chooser.tsx';
import { createStore, type Store } from '../../ui/state/store.ts';

const root = document.getElementById('app');
const wish = new URLSearchParams(location.search);
const theme = wish.get('theme');
// Only what the build names: an address that somebody makes up leads nowhere.
const site = builtInSites.find((each) => each === wish.get('site'));
const { version } = browser.runtime.getManifest();

document.documentElement.lang = uiLocale();
document.title = site ? `${t('app.title')} · ${new URL(site).host}` : t('app.title');
if (isTheme(theme)) document.documentElement.dataset.theme = theme;

if (root && site) {
  const call = createCall(site, version, (...request) => fetch(...request));
  const open = (visit: number) => {
    const onOtherPerson = () => open(visit + 1);
    const store = createStore({ site, call, now: Date.now, onOtherPerson });
    if (visit > 0) forgetFormer(store);
    render(<App key={visit} store={store} />, root);
  };
  open(0);
} else if (root) {
  render(<SiteChooser sites={builtInSites} />, root);
}

/** Nothing of one person is left to the next, neither on screen nor in the address. */
function forgetFormer(store: Store): void {
  for (const name of [...wish.keys()]) if (name !== 'site' && name !== 'theme') wish.delete(name);
  history.replaceState(null, '', `?${wish}`);
  store.announce(t('app.otherPerson'), 'note');
}
