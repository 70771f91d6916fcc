import { signal } from '@preact/signals';
import type { Person } from '../../../shared/contract/user.ts';
import type { Call, Failure } from '../../api.ts';
import { addSite, readSites, removeSite, urlsOf, watchSites } from '../../configured-sites.ts';
import { type AddressProblem, candidatesOf, findSite } from '../../find-site.ts';
import { askForAccess, giveBackAccess, hasAccess } from '../../host-access.ts';
import { t } from '../../i18n.ts';
import {
  describeSites,
  forgetSiteFacts,
  rememberSiteFacts,
  type SiteDescription,
} from '../../site-facts.ts';
import type { SiteUrl } from '../../sites.ts';
import { createSession, type SessionState } from './session.ts';
import type { News } from './store.ts';

export type SiteStatus =
  | { kind: 'asking' | 'no-access' }
  | { kind: 'logged-in'; user: Person }
  | { kind: 'failed'; failure: Failure };

export type SiteEntry = SiteDescription & { status: SiteStatus };
export type AddProblem = AddressProblem | 'known' | 'denied' | 'none' | 'offline';

/** The sites as the options page shows them, and what a person may do to them there. */
export function createSiteSettings(callFor: (site: SiteUrl) => Call) {
  const entries = signal<readonly SiteEntry[] | undefined>(undefined);
  const isAdding = signal(false);
  const problem = signal<AddProblem | undefined>(undefined);
  const news = signal<News | undefined>(undefined);

  /** Keeps the sites up to date until `signal` ends: whoever comes back may have logged in meanwhile, or changed a permission. */
  function follow(signal: AbortSignal): void {
    void load();
    watchSites(load, signal);
    window.addEventListener('focus', load, { signal });
  }

  /** Reads which sites there are, and asks each how it is. */
  async function load(): Promise<void> {
    const described = await describeSites(await readSites());
    const before = new Map(entries.value?.map(({ url, status }) => [url, status]));
    entries.value = described.map((site) => ({
      ...site,
      status: before.get(site.url) ?? { kind: 'asking' },
    }));
    await Promise.all(described.map(({ url }) => update(url)));
  }

  async function update(site: SiteUrl): Promise<void> {
    const seen = await see(site);
    entries.value = entries.value?.map((entry) =>
      entry.url === site
        ? { ...entry, status: seen.status, product: seen.product ?? entry.product }
        : entry,
    );
  }

  async function see(site: SiteUrl): Promise<Pick<SiteEntry, 'status' | 'product'>> {
    const session = createSession({ call: callFor(site), onOtherPerson: () => {} });
    if (await hasAccess(site)) await session.load();
    else return { status: { kind: 'no-access' }, product: undefined };
    return { status: statusOf(session.state.value), product: session.product.value };
  }

  /** To be called at once in the handler of a click: the browser asks the person about the host. True: the site is there now. */
  async function add(address: string): Promise<boolean> {
    if (isAdding.value) return false;
    const parsed = candidatesOf(address);
    isAdding.value = true;
    problem.value = 'problem' in parsed ? parsed.problem : await tryToAdd(parsed.candidates);
    isAdding.value = false;
    return problem.value === undefined;
  }

  async function tryToAdd(candidates: [SiteUrl, ...SiteUrl[]]): Promise<AddProblem | undefined> {
    const [onThisHost] = candidates;
    if (!(await askForAccess(onThisHost))) return 'denied';
    const found = await findSite(candidates, callFor);
    const known = urlsOf(await readSites());
    if (found.kind !== 'found') {
      await giveBackAccess(onThisHost, known);
      return found.kind;
    }
    if (known.includes(found.site)) return 'known';
    await rememberSiteFacts(found.site, found.card);
    await addSite(found.site);
    news.value = { text: t('options.added', { name: found.card.name }), kind: 'done' };
    return undefined;
  }

  async function remove({ url, name }: SiteEntry): Promise<void> {
    await removeSite(url);
    await Promise.all([giveBackAccess(url, urlsOf(await readSites())), forgetSiteFacts(url)]);
    news.value = { text: t('options.removed', { name }), kind: 'done' };
  }

  /** To be called at once in the handler of a click. */
  async function allow(site: SiteUrl): Promise<void> {
    await askForAccess(site);
    await update(site);
  }

  function forgetNews(): void {
    news.value = undefined;
  }

  function forgetProblem(): void {
    problem.value = undefined;
  }

  return {
    entries,
    isAdding,
    problem,
    news,
    follow,
    add,
    remove,
    allow,
    forgetNews,
    forgetProblem,
  };
}

function statusOf(session: SessionState): SiteStatus {
  switch (session.kind) {
    case 'loading':
      return { kind: 'asking' };
    case 'ready':
      return { kind: 'logged-in', user: session.session.user };
    case 'failed':
      return session;
  }
}

export type SiteSettings = ReturnType<typeof createSiteSettings>;
