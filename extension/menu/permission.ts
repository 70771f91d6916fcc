import { apiBase, clientHeader } from '../../shared/contract/endpoint.ts';
import type { Session } from '../../shared/contract/session.ts';
import type { SiteUrl } from '../sites.ts';

const rememberedForMs = 3_600_000;
const itemName = 'menuAnswers';

/** What the Worker said of each person on each site: `{site} {user name}` -> whether, and when. Written here alone. */
type Answers = Record<string, { allowed: boolean; at: number } | undefined>;

export interface Dependencies {
  fetch: typeof fetch;
  storage: {
    get(name: string): Promise<Record<string, unknown>>;
    set(items: Record<string, unknown>): Promise<void>;
  };
  now: () => number;
  version: string;
}

/** Whether this person may create or manage tokens here. Where nobody can say, yes: the popup explains what is wrong. */
export async function mayUseTokens(
  site: SiteUrl,
  viewer: string | undefined,
  { fetch, storage, now, version }: Dependencies,
): Promise<boolean> {
  const answers = await recentAnswers(storage, now()).catch((): Answers => ({}));
  const key = `${site} ${viewer}`;
  const remembered = viewer === undefined ? undefined : answers[key];
  if (remembered) return remembered.allowed;
  const allowed = await askWorker(site, fetch, version).catch(() => undefined);
  if (allowed !== undefined && viewer !== undefined) {
    answers[key] = { allowed, at: now() };
    await storage.set({ [itemName]: answers }).catch(() => undefined);
  }
  return allowed ?? true;
}

async function recentAnswers(storage: Dependencies['storage'], now: number): Promise<Answers> {
  const { [itemName]: stored } = await storage.get(itemName);
  const recent = Object.entries((stored ?? {}) as Answers).filter(
    ([, answer]) => answer !== undefined && Math.abs(now - answer.at) < rememberedForMs,
  );
  return Object.fromEntries(recent);
}

async function askWorker(site: SiteUrl, fetch: Dependencies['fetch'], version: string) {
  const response = await fetch(`${site}${apiBase}/session`, {
    headers: { [clientHeader]: `postern/${version}` },
    redirect: 'error',
    cache: 'no-store',
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) return undefined;
  const { can }: Pick<Session, 'can'> = await response.json();
  return can.createOwn || can.manageOthers || can.administer;
}
