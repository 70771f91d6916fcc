import { inject } from 'vitest';
import { playgroundOrigin } from './origin.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where somebody's webhook receiver listens. */
    receiver: string;
  }
}

interface ReceivedDelivery {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** A receiver outside of workerd; the path of a URL says how it behaves (tests/support/webhook-receiver.ts). */
export const receiver = {
  url: inject('receiver'),
  received: async (): Promise<ReceivedDelivery[]> =>
    (await fetch(`${inject('receiver')}/received`)).json(),
  reset: async () => void (await fetch(`${inject('receiver')}/received`, { method: 'DELETE' })),
};

/** Jira as a site on this machine, as in the playground: there alone a webhook may go to this machine too. */
export const localJira = 'http://localhost:8787/jira';
export const localSites = [
  {
    id: 'jira',
    product: 'jira',
    name: 'Jira',
    url: localJira,
    origin: `${playgroundOrigin}/jira`,
    signingUrl: 'https://jira.example.com/jira',
    actAs: 'applink',
  },
];
