import type { AuditEvent } from '../../shared/contract/audit.ts';
import { csvLine } from '../../shared/csv.ts';

/** How an event is written in a format, and what stands before the first. */
export interface ExportFormat {
  head: string;
  lineOf: (event: AuditEvent) => string;
}

const columns: [name: string, cellOf: (event: AuditEvent) => string | null | undefined][] = [
  ['at', ({ at }) => at],
  ['action', ({ action }) => action],
  ['actorKey', ({ actor }) => actor?.key],
  ['actorName', ({ actor }) => actor?.name],
  ['actorDisplayName', ({ actor }) => actor?.displayName],
  ['tokenId', ({ token }) => token?.id],
  ['tokenDescription', ({ token }) => token?.description],
  ['ownerKey', ({ owner }) => owner?.key],
  ['ownerName', ({ owner }) => owner?.name],
  ['ownerDisplayName', ({ owner }) => owner?.displayName],
  ['address', ({ address }) => address],
  ['userAgent', ({ userAgent }) => userAgent],
  ['requestId', ({ requestId }) => requestId],
  ['details', ({ details }) => details && JSON.stringify(details)],
  ['id', ({ id }) => id],
];

export const exportFormats = {
  ndjson: { head: '', lineOf: (event) => `${JSON.stringify(event)}\n` },
  csv: {
    // The mark by which spreadsheets know UTF-8.
    head: `\ufeff${csvLine(columns.map(([name]) => name))}`,
    lineOf: (event) => csvLine(columns.map(([, cellOf]) => cellOf(event) ?? '')),
  },
} satisfies Record<string, ExportFormat>;

export interface ExportPage<Position> {
  events: AuditEvent[];
  /** Undefined at the end. */
  next: Position | undefined;
}

/**
 * The first page and all behind it as one stream. One page at a time is in memory: the next is read when the client has taken
 * the last. One that cannot be read breaks the stream off, so that no client takes a part for the whole.
 */
export function streamPages<Position>(
  { head, lineOf }: ExportFormat,
  first: ExportPage<Position>,
  readBehind: (position: Position) => Promise<ExportPage<Position>>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const textOf = ({ events }: ExportPage<Position>) => events.map(lineOf).join('');
  let { next } = first;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(head + textOf(first)));
        if (next === undefined) controller.close();
      },
      async pull(controller) {
        if (next === undefined) return;
        const page = await readBehind(next);
        next = page.next;
        controller.enqueue(encoder.encode(textOf(page)));
        if (next === undefined) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
