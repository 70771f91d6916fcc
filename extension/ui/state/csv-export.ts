import { signal } from '@preact/signals';
import type { Token, TokenPage } from '../../../shared/contract/token.ts';
import type { Failure, Result } from '../../api.ts';

export type ExportState =
  | { kind: 'idle' }
  | { kind: 'running'; count: number }
  | { kind: 'failed'; count: number; failure: Failure };

/** One export: asks for the page behind a cursor (undefined: the first), and takes all pages as one file. */
export interface ExportJob {
  fetchPage: (cursor: string | undefined) => Promise<Result<TokenPage>>;
  head: string;
  linesOf: (tokens: readonly Token[]) => string;
  save: (file: Blob, count: number) => void;
}

interface Progress {
  /** A page each; the browser may keep what is in a Blob elsewhere than in the page's memory. */
  parts: Blob[];
  count: number;
  cursor: string | undefined;
}

/** Collects all pages into one file, which is saved when it is whole and not before. */
export function createCsvExport() {
  const state = signal<ExportState>({ kind: 'idle' });
  let running: { job: ExportJob; progress: Progress } | undefined;

  function start(job: ExportJob): void {
    if (state.value.kind === 'running') return;
    void run(job, { parts: [new Blob([job.head])], count: 0, cursor: undefined });
  }

  async function run(job: ExportJob, progress: Progress): Promise<void> {
    const mine = { job, progress };
    running = mine;
    do {
      state.value = { kind: 'running', count: progress.count };
      const page = await job.fetchPage(progress.cursor);
      if (running !== mine) return;
      if (!page.ok) {
        state.value = { kind: 'failed', count: progress.count, failure: page.failure };
        return;
      }
      add(page.value);
    } while (progress.cursor !== undefined);
    cancel();
    job.save(new Blob(progress.parts, { type: 'text/csv;charset=utf-8' }), progress.count);

    function add({ tokens, nextCursor }: TokenPage): void {
      progress.parts.push(new Blob([job.linesOf(tokens)]));
      progress.count += tokens.length;
      progress.cursor = nextCursor ?? undefined;
    }
  }

  /** Goes on where it failed; from the beginning where the Worker takes its own cursor no more. */
  function retry(): void {
    if (state.value.kind !== 'failed' || !running) return;
    const { failure } = state.value;
    const isRefused = failure.kind === 'problem' && failure.code === 'invalid_request';
    if (isRefused) start(running.job);
    else void run(running.job, running.progress);
  }

  function cancel(): void {
    running = undefined;
    state.value = { kind: 'idle' };
  }

  return { state, start, retry, cancel };
}

export type CsvExport = ReturnType<typeof createCsvExport>;
