import { signal } from '@preact/signals';
import { exportAudit, exportTypes } from '../../../../shared/contract/audit-list.ts';
import type { InputOf } from '../../../../shared/contract/endpoint.ts';
import { dayOf } from '../../../../shared/days.ts';
import { plural } from '../../../i18n.ts';
import { fileName } from '../../file-name.ts';
import type { ExportState } from '../csv-export.ts';
import type { Store } from '../store.ts';

export type ExportQuery = NonNullable<InputOf<typeof exportAudit>['query']>;
type SaveFile = (file: Blob, name: string) => void;
type Joined = Pick<Store, 'site' | 'download' | 'now' | 'announce'>;

const lineFeed = 10;

/** The audit as a file, as the Worker writes it: saved when it is whole and not before. */
export function createAuditExport({ site, download, now, announce }: Joined, saveFile: SaveFile) {
  const state = signal<ExportState>({ kind: 'idle' });
  let running: { query: ExportQuery; abort: AbortController } | undefined;

  async function start(query: ExportQuery): Promise<void> {
    if (state.value.kind === 'running') return;
    const mine = { query, abort: new AbortController() };
    running = mine;
    const parts: Blob[] = [];
    // Each event is a line, and so is the head of a CSV file: no cell has a line break in it.
    let count = query.format === 'csv' ? -1 : 0;
    const shown = () => Math.max(count, 0);
    state.value = { kind: 'running', count: 0 };
    const answer = await download(
      exportAudit,
      { query },
      {
        signal: mine.abort.signal,
        onPart(part) {
          parts.push(new Blob([part]));
          for (const byte of part) if (byte === lineFeed) count++;
          if (running === mine) state.value = { kind: 'running', count: shown() };
        },
      },
    );
    if (running !== mine) return;
    if (!answer.ok) {
      state.value = { kind: 'failed', count: shown(), failure: answer.failure };
      return;
    }
    cancel();
    const file = new Blob(parts, { type: exportTypes[query.format] });
    saveFile(file, fileName('postern-audit', site, dayOf(now()), query.format));
    announce(plural('audit.done', shown()));
  }

  function cancel(): void {
    running?.abort.abort();
    running = undefined;
    state.value = { kind: 'idle' };
  }

  return {
    state,
    start: (query: ExportQuery) => void start(query),
    /** From the beginning: a stream does not go on where it broke off. */
    retry: () => {
      if (running) void start(running.query);
    },
    cancel,
  };
}
