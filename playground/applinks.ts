import { createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import type { ApplinkOptions } from './options.ts';

/** The incoming side of an application link: who may sign, and what that allows. */
export interface Consumer {
  key: string;
  publicKey: KeyObject;
  twoLegged: boolean;
  impersonation: boolean;
  /** Whom a request without a requestor acts for. */
  executingUser: string | undefined;
}

export interface ApplicationLink {
  id: string;
  name: string;
  rpcUrl: string;
  displayUrl: string;
  typeId: string;
  consumer: Consumer | undefined;
}

export type Applinks = ReturnType<typeof createApplinks>;

/** The application links of one product: those made by REST, and the configured one. */
export function createApplinks(configured: () => ApplinkOptions | undefined) {
  const links = new Map<string, ApplicationLink>();

  return {
    add(
      link: Omit<ApplicationLink, 'id' | 'consumer'>,
      id: string = randomUUID(),
    ): ApplicationLink {
      const added = { ...link, id, consumer: links.get(id)?.consumer };
      links.set(id, added);
      return added;
    },
    all: () => [...links.values()],
    find: (id: string) => links.get(id),
    remove: (id: string) => links.delete(id),
    consumer(key: string): Consumer | undefined {
      const options = configured();
      if (options?.consumerKey === key) return configuredConsumer(options);
      return [...links.values()].find((link) => link.consumer?.key === key)?.consumer;
    },
    clear: () => links.clear(),
  };
}

/** SPKI in PEM, or its Base64 alone, which is what the set-up page accepts as well. */
export function readPublicKey(pem: string): KeyObject | undefined {
  const armoured = pem.includes('-----BEGIN')
    ? pem
    : `-----BEGIN PUBLIC KEY-----\n${pem.trim()}\n-----END PUBLIC KEY-----\n`;
  try {
    const key = createPublicKey(armoured);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

function configuredConsumer(options: ApplinkOptions): Consumer {
  return {
    key: options.consumerKey,
    publicKey: createPublicKey(options.publicKey),
    twoLegged: options.twoLegged ?? true,
    impersonation: options.impersonation ?? true,
    executingUser: undefined,
  };
}
