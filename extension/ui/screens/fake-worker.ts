import { vi } from 'vitest';
import type { Endpoint } from '../../../shared/contract/endpoint.ts';
import type { Session } from '../../../shared/contract/session.ts';
import type { Token } from '../../../shared/contract/token.ts';
import type { Call, Download, Failure } from '../../api.ts';
import type { SiteUrl } from '../../sites.ts';
import { createStore } from '../state/store.ts';

/** A Worker of a few lines for tests of the screens: what each call answers, and what was asked. */
export const now = Date.parse('2026-11-23T10:14:00Z');
export const alice = { key: 'JIRAUSER1', name: 'alice', displayName: 'Alice Ångström' };
export const carol = { key: 'JIRAUSER2', name: 'cäröl', displayName: 'Cäröl Öberg' };
export const secret = 'pst_Zz9xK2m9ZtL0vB4cW8yNhR3sD6uJpA1eGi5xTq';

export const token = (change: Partial<Token> = {}): Token => ({
  id: 't1',
  description: 'Nightly report',
  hint: 'pst_Qx7f',
  scope: 'read',
  ipRanges: null,
  owner: alice,
  creator: alice,
  createdAt: '2026-11-03T09:00:00Z',
  expiresAt: '2026-12-02T09:00:00Z',
  lastUsedAt: null,
  lastUsedFrom: null,
  replacedBy: null,
  ownerGoneAt: null,
  ...change,
});

export const session = (change: Partial<Session['can']> = {}): Session => ({
  site: { id: 'jira', product: 'jira', name: 'Jira', url: 'https://jira.example.com' },
  user: alice,
  can: {
    createOwn: true,
    manageOthers: false,
    createForOthers: true,
    administer: false,
    ...change,
  },
  policy: {
    maxLifetimeDays: 365,
    defaultLifetimeDays: 90,
    forcedScope: null,
    maxTokensPerUser: 50,
  },
  version: '0.1.0',
});

export interface Asked {
  id?: string;
  query?: Record<string, unknown>;
  body?: Record<string, unknown>;
}
type Taking = Parameters<Download>[2];
type Answer = unknown | ((asked: Asked) => unknown);

/** `answers` by method and path, such as `DELETE /tokens/:id`; a `Failure` is answered as one, `Headers` as an answer of headers alone. */
export function createFakeStore(answers: Record<string, Answer>, clock = () => now) {
  const asked: [string, Asked][] = [];
  const call = (async (endpoint: Endpoint, input: Asked) => {
    const name = `${endpoint.method} ${endpoint.path}`;
    asked.push([name, input]);
    if (!(name in answers)) throw new Error(`no answer to ${name}`);
    const answer = answers[name];
    const value = typeof answer === 'function' ? await answer(input) : answer;
    if (isFailure(value)) return { ok: false, failure: value };
    const headers = value instanceof Headers ? value : new Headers();
    return { ok: true, value: value === headers ? undefined : value, headers };
  }) as unknown as Call;
  /** A download's answer is a text, and comes in two parts. */
  const download = (async (endpoint: Endpoint, input: Asked, { onPart }: Taking) => {
    const answer = await call(endpoint, input as never);
    if (!answer.ok) return answer;
    const bytes = new TextEncoder().encode(String(answer.value));
    const half = Math.floor(bytes.length / 2);
    for (const part of [bytes.slice(0, half), bytes.slice(half)]) onPart(part);
    return { ...answer, value: undefined };
  }) as unknown as Download;
  const site = 'https://jira.example.com' as SiteUrl;
  const onOtherPerson = vi.fn();
  const store = createStore({ site, call, download, now: clock, onOtherPerson });
  return {
    store,
    onOtherPerson,
    answers,
    askedOf: (name: string) => asked.filter(([n]) => n === name).map(([, i]) => i),
  };
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
