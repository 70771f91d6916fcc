import { generateKeyPairSync } from 'node:crypto';
import type { Faults } from './faults.ts';
import { type RawAnswer, requestText, sendRaw } from './raw-client.ts';
import { type RawOrigin, startRawOrigin } from './raw-origin.ts';
import { insertToken, type Made, pepper, tagKey } from './tokens.ts';
import { startWorkerd, type Vars, type Workerd } from './workerd.ts';

/** The host that clients ask for; nothing resolves it. */
export const host = 'jira.example.com';
export const headerSecret = 'a-header-secret-for-the-tests-only-0123456789';
export const proxySecret = 'a-proxy-secret-for-the-tests-only-0123456789';

/** Two Workers before one bare origin, which act by trusted header and by application link. */
export const ways = ['header', 'applink'] as const;

/** Their site at this address has this id. */
export const siteId = 'jira';
export const context = '/jira';

export interface House {
  workerd: Workerd;
  origin: RawOrigin;
  /** A token of the site, by its wish. */
  token(wish?: Partial<Parameters<typeof insertToken>[1]>): Promise<Made>;
  /** Sends a request as text to one of the Workers. */
  send(
    worker: string,
    line: string,
    headers?: readonly string[],
    body?: string,
  ): Promise<RawAnswer>;
  stop(): Promise<void>;
}

interface Options {
  /** Variables that all Workers have. */
  common?: Vars;
  /** More Workers, by name, with variables that differ from those of the trusted header's. */
  more?: Record<string, Vars>;
  faults?: Faults;
  onLog?: (line: string) => void;
}

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export async function openHouse({
  common = {},
  more = {},
  ...options
}: Options = {}): Promise<House> {
  const origin = await startRawOrigin();
  const varsOf = (actAs: string): Vars => ({
    SITES: [siteOf(actAs, `${origin.url}${context}`)],
    TOKEN_PEPPER: pepper,
    TOKEN_TAG_KEY: tagKey,
    APPLINK_PRIVATE_KEY: privateKey,
    HEADER_SECRET: headerSecret,
    VERIFY_PROXY_SECRET: proxySecret,
    ...common,
  });
  const workers: Record<string, Vars> = Object.fromEntries(ways.map((way) => [way, varsOf(way)]));
  for (const [name, vars] of Object.entries(more)) workers[name] = { ...varsOf('header'), ...vars };
  const workerd = await startWorkerd({ workers, ...options });

  return {
    workerd,
    origin,
    token: (wish) => insertToken(workerd, { site: siteId, ...wish }),
    send: (worker, line, headers, body) =>
      sendRaw(workerd.port(worker), requestText(line, host, headers, body)),
    async stop() {
      await workerd.stop();
      origin.close();
    },
  };
}

export function siteOf(actAs: string, origin: string) {
  return {
    id: siteId,
    product: 'jira',
    name: 'Jira',
    url: `http://${host}${context}`,
    origin,
    actAs,
  };
}
