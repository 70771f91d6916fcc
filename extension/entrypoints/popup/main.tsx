import { render } from 'preact';
import { browser } from 'wxt/browser';
import { createCall, createDownload } from '../../api.ts';
import { type ConfiguredSite, readSites, watchSites } from '../../configured-sites.ts';
import { hasAccess } from '../../host-access.ts';
import { t, uiLocale } from '../../i18n.ts';
import type { SiteUrl } from '../../sites.ts';
import { isTheme } from '../../theme.ts';
import { onDemand } from '../../ui/on-demand.tsx';
import { App } from '../../ui/screens/app.tsx';
import { createStore, type Store } from '../../ui/state/store.ts';

const NoAccess = onDemand(async () => (await import('../../ui/screens/no-access.tsx')).NoAccess);
const SiteChooser = onDemand(
  async () => (await import('../../ui/screens/site-chooser.tsx')).SiteChooser,
);

const root = document.getElementById('app');
const wish = new URLSearchParams(location.search);
const theme = wish.get('theme');
const { version } = browser.runtime.getManifest();

document.documentElement.lang = uiLocale();
document.title = t('app.title');
if (isTheme(theme)) document.documentElement.dataset.theme = theme;
if (root) void start(root);

async function start(root: HTMLElement): Promise<void> {
  const sites = await readSites();
  // An address that somebody makes up leads nowhere.
  const site = sites.find(({ url }) => url === wish.get('site'))?.url;
  if (!site) {
    watchSites(() => location.reload());
    return render(<SiteChooser sites={sites} />, root);
  }
  document.title += ` · ${new URL(site).host}`;
  if (!(await hasAccess(site))) return render(<NoAccess site={site} />, root);
  open({ site, sites, root }, 0);
}

interface Window {
  site: SiteUrl;
  sites: readonly ConfiguredSite[];
  root: HTMLElement;
}

function open(window: Window, visit: number): void {
  const { site, sites, root } = window;
  const ask: typeof fetch = (...request) => fetch(...request);
  const store = createStore({
    site,
    call: createCall(site, version, ask),
    download: createDownload(site, version, ask),
    now: Date.now,
    onOtherPerson: () => open(window, visit + 1),
  });
  if (visit > 0) forgetFormer(store);
  render(<App key={visit} store={store} sites={sites} />, root);
  void import('../../ui/state/background-link.ts').then(({ linkWithBackground }) =>
    linkWithBackground(store),
  );
}

/** Nothing of one person is left to the next, neither on screen nor in the address. */
function forgetFormer(store: Store): void {
  for (const name of [...wish.keys()]) if (name !== 'site' && name !== 'theme') wish.delete(name);
  history.replaceState(null, '', `?${wish}`);
  store.announce(t('app.otherPerson'), 'note');
}
