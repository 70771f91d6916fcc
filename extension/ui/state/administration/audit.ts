import type { ReadEvent } from '../../../../shared/contract/audit.ts';
import { listAudit } from '../../../../shared/contract/audit-list.ts';
import { getUser } from '../../../../shared/contract/user.ts';
import { t } from '../../../i18n.ts';
import { createPages } from '../pages.ts';
import type { Store } from '../store.ts';
import { createAuditExport } from './audit-export.ts';
import {
  type AuditFilters,
  auditQueryOf,
  createAuditFilters,
  readAuditFilters,
  writeAuditFilters,
} from './audit-filters.ts';

/** What the window does for it. */
export interface AuditWindow {
  readAddress(): URLSearchParams;
  writeAddress(search: URLSearchParams): void;
  saveFile(file: Blob, name: string): void;
}

type Joined = Pick<Store, 'site' | 'call' | 'download' | 'now' | 'announce'>;

/** The audit of the site, narrowed, page by page, and as a file. */
export function createAudit(store: Joined, { readAddress, writeAddress, saveFile }: AuditWindow) {
  const { call, now, announce } = store;
  const filters = createAuditFilters(readAuditFilters(readAddress()), () => void list.load());
  const askedFor = new Set<string>();
  /** What the first page was asked with: those after it ask the same, though the clock goes on. */
  let asked = {};

  const list = createPages<ReadEvent>({
    async fetchPage(cursor) {
      if (cursor === undefined) {
        asked = auditQueryOf(filters.filters.value, now());
        remember();
      }
      const answer = await call(listAudit, { query: { ...asked, ...(cursor && { cursor }) } });
      if (!answer.ok) return answer;
      const { events, nextCursor } = answer.value;
      nameByEvents(events);
      void nameByAsking();
      return { ...answer, value: { items: events, nextCursor } };
    },
    onBeginAgain: () => announce(t('audit.listChanged'), 'note'),
  });

  function remember(): void {
    const search = readAddress();
    writeAuditFilters(search, filters.filters.value);
    writeAddress(search);
  }

  /** An address names people and tokens by key and id alone; the events on screen often say who that is. */
  function nameByEvents(events: readonly ReadEvent[]): void {
    const { actor, owner, token } = filters.filters.value;
    const people = events.flatMap((event) => [event.actor, event.owner]);
    const found = (known: AuditFilters['actor']) => {
      if (known?.name !== '') return known;
      const person = people.find((one) => one?.key === known.key);
      return person
        ? { ...known, name: person.name, displayName: person.displayName ?? person.name }
        : known;
    };
    const described = events.find((event) => token && event.token?.id === token.id)?.token;
    const isUnnamed = token?.description === token?.id;
    filters.name({
      actor: found(actor),
      owner: found(owner),
      token: (isUnnamed && described) || token,
    });
  }

  async function nameByAsking(): Promise<void> {
    for (const role of ['actor', 'owner'] as const) {
      const person = filters.filters.value[role];
      if (person?.name !== '' || askedFor.has(person.key)) continue;
      askedFor.add(person.key);
      const answer = await call(getUser, { query: { key: person.key } });
      const isStill = filters.filters.value[role]?.key === person.key;
      if (answer.ok && isStill) filters.name({ [role]: answer.value });
    }
  }

  /** Where the address was changed by a link to here. */
  function follow(): void {
    const wanted = readAuditFilters(readAddress());
    const isSame =
      JSON.stringify(auditQueryOf(wanted, 0)) ===
      JSON.stringify(auditQueryOf(filters.filters.value, 0));
    if (!isSame) filters.set(wanted);
    else void list.load();
  }

  const exporting = createAuditExport(store, saveFile);
  return {
    list,
    filters,
    follow,
    exporting,
    exportAs: (format: 'csv' | 'ndjson') =>
      exporting.start({ ...auditQueryOf(filters.filters.value, now()), format }),
  };
}

export type Audit = ReturnType<typeof createAudit>;
