import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const KEPT_BYTES = 10 * 1024 * 1024;

/** A request body: hashed as it came, kept unless it is too big. */
export interface Body {
  length: number;
  sha256: string;
  /** Undefined when there was more than 10 MB of it. */
  bytes: Buffer | undefined;
}

export async function readBody(message: IncomingMessage): Promise<Body> {
  const hash = createHash('sha256');
  let chunks: Buffer[] | undefined = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    hash.update(chunk);
    length += chunk.length;
    if (length > KEPT_BYTES) chunks = undefined;
    chunks?.push(chunk);
  }
  return { length, sha256: hash.digest('hex'), bytes: chunks && Buffer.concat(chunks) };
}

/** The media type without its parameters, in lower case; '' when there is none. */
export function mediaType(contentType: string | undefined): string {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
