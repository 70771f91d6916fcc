import { computed, signal } from '@preact/signals';
import { type AuditAction, auditActions } from '../../../../shared/contract/audit.ts';
import type { listAudit } from '../../../../shared/contract/audit-list.ts';
import type { InputOf } from '../../../../shared/contract/endpoint.ts';
import type { Person } from '../../../../shared/contract/user.ts';
import { formatFilter, type InstantFilter, parseFilter, rangeOf } from '../../instant-filter.ts';

type Query = Omit<NonNullable<InputOf<typeof listAudit>['query']>, 'limit' | 'cursor'>;

export interface AuditFilters {
  /** Who did it, and whose tokens it was about. */
  actor: Person | undefined;
  owner: Person | undefined;
  actions: readonly AuditAction[];
  token: { id: string; description: string } | undefined;
  at: InstantFilter | undefined;
}

const noFilters: AuditFilters = {
  actor: undefined,
  owner: undefined,
  actions: [],
  token: undefined,
  at: undefined,
};

export function auditQueryOf(filters: AuditFilters, now: number): Query {
  const { actor, owner, actions, token, at } = filters;
  const { from, to } = at ? rangeOf(at, now) : {};
  return {
    ...(actor && { actor: actor.key }),
    ...(owner && { owner: owner.key }),
    ...(token && { token: token.id }),
    ...(actions.length > 0 && { action: [...actions] }),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
  };
}

/** Names in the popup's address, beside those of the other tabs. */
export const auditParameters = {
  actor: 'auditBy',
  owner: 'auditOwner',
  action: 'auditAction',
  token: 'auditToken',
  at: 'auditAt',
} as const;

const longestId = 255;

/** Takes what it knows of an address and leaves the rest. Keys and ids alone stand there: until somebody says more, they are the names. */
export function readAuditFilters(address: URLSearchParams): AuditFilters {
  const read = (name: keyof typeof auditParameters) => {
    const value = address.get(auditParameters[name]);
    return value && value.length <= longestId ? value : undefined;
  };
  const person = (key: string | undefined) => key && { key, name: '', displayName: key };
  const token = read('token');
  const wanted = address.getAll(auditParameters.action);
  return {
    actor: person(read('actor')) || undefined,
    owner: person(read('owner')) || undefined,
    actions: auditActions.filter((action) => wanted.includes(action)),
    token: token === undefined ? undefined : { id: token, description: token },
    at: parseFilter('created', read('at') ?? ''),
  };
}

export function writeAuditFilters(address: URLSearchParams, filters: AuditFilters): void {
  const { actor, owner, actions, token, at } = filters;
  for (const name of Object.values(auditParameters)) address.delete(name);
  const put = (name: keyof typeof auditParameters, value: string | undefined) => {
    if (value !== undefined) address.append(auditParameters[name], value);
  };
  put('actor', actor?.key);
  put('owner', owner?.key);
  put('token', token?.id);
  put('at', at && formatFilter(at));
  for (const action of actions) put('action', action);
}

/** What the audit is narrowed to; `onChange` comes at each change. */
export function createAuditFilters(initial: AuditFilters, onChange: () => void) {
  const filters = signal(initial);
  const isActive = computed(() => Object.keys(auditQueryOf(filters.value, 0)).length > 0);

  function set(change: Partial<AuditFilters>): void {
    filters.value = { ...filters.value, ...change };
    onChange();
  }

  /** Says who and what they are; asks for nothing anew. */
  function name(change: Partial<Pick<AuditFilters, 'actor' | 'owner' | 'token'>>): void {
    filters.value = { ...filters.value, ...change };
  }

  return { filters, isActive, set, name, clear: () => set(noFilters) };
}
