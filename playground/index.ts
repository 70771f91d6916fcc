import { confluence as deployConfluence } from './confluence/confluence.ts';
import { jira as deployJira } from './jira/jira.ts';
import { listen } from './listen.ts';
import { type PlaygroundOptions, type Product, type Settings, settingsFrom } from './options.ts';
import { lineFor, type ReceivedRequest, remember } from './received.ts';
import { createPlaygroundServer } from './server.ts';
import { createSite, resetSite } from './site.ts';
import { createDirectory } from './users.ts';

export type { PlaygroundOptions, Settings } from './options.ts';
export type { AuthenticatedBy, ReceivedRequest } from './received.ts';

export interface Playground {
  /** `http://localhost:PORT` */
  origin: string;
  jira: string;
  confluence: string;
  /** Every request as it arrived, newest last; bounded. */
  received: ReceivedRequest[];
  /** The count that leads to a CAPTCHA, of the product where it is higher. */
  failedLogins(user: string): number;
  /** Changes settings while running; `undefined` takes one away. */
  configure(changes: Partial<Settings>): void;
  setGroups(user: string, groups: readonly string[]): void;
  setActive(user: string, active: boolean): void;
  /** Makes somebody an administrator without the group. */
  setAdministers(user: string, products: readonly Product[]): void;
  /** Every session ends, as after too long a pause. */
  endSessions(): void;
  /** Everything but the settings, back to the start. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts a stand-in Jira and a stand-in Confluence on one loopback port. */
export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  const settings = settingsFrom(options);
  const directory = createDirectory();
  const received: ReceivedRequest[] = [];
  let origin = '';
  const around = {
    directory,
    settings: () => settings,
    origin: () => origin,
    now: options.now ?? Date.now,
  };
  const jira = deployJira(createSite({ ...around, product: 'jira' }));
  const confluence = deployConfluence(createSite({ ...around, product: 'confluence' }));
  const products = [jira, confluence];
  const onServed = (request: ReceivedRequest) => {
    remember(received, request);
    options.log?.(lineFor(request));
  };
  const listening = await listen(() => createPlaygroundServer(products, onServed), options);
  origin = `http://localhost:${listening.port}`;

  return {
    origin,
    jira: `${origin}/jira`,
    confluence: `${origin}/confluence`,
    received,
    failedLogins: (user) => Math.max(...products.map(({ site }) => site.logins.count(user))),
    configure: (changes) => void Object.assign(settings, changes),
    setGroups: directory.setGroups,
    setActive: directory.setActive,
    setAdministers: directory.setAdministers,
    endSessions() {
      for (const { site } of products) site.sessions.clear();
    },
    reset() {
      directory.reset();
      received.length = 0;
      for (const { site, resetContent } of products) {
        resetSite(site);
        resetContent();
      }
    },
    close: listening.close,
  };
}
