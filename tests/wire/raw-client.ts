import { connect, type Socket } from 'node:net';

/** A response as it came over the wire; header names in lower case. */
export interface RawAnswer {
  status: number;
  head: string;
  headers: [name: string, value: string][];
  header(name: string): string | undefined;
  body: Buffer;
}

/** Sends these bytes over a connection of their own and reads one response. Latin-1, so that a char is a byte. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  try {
    return await readAnswer(socket, /^HEAD /.test(bytes.toString('latin1')));
  } finally {
    socket.destroy();
  }
}

/** One request with these header lines, and Host and Connection of its own. */
export function requestText(
  line: string,
  host: string,
  headers: readonly string[] = [],
  body = '',
): string {
  return [`${line} HTTP/1.1`, `Host: ${host}`, ...headers, '', body].join('\r\n');
}

/** Reads the response that comes next; fails where none does, or the connection ends within it. */
export function readAnswer(socket: Socket, isHead = false, patience = 10_000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const end = (error?: Error) => {
      clearTimeout(timer);
      socket.removeAllListeners('data').removeAllListeners('close');
      const answer = parseAnswer(bytes, isHead, true);
      if (answer) resolve(answer);
      else reject(error ?? new Error(`cut short: ${JSON.stringify(bytes.toString('latin1'))}`));
    };
    const timer = setTimeout(() => end(new Error('no answer in time')), patience);
    socket.on('error', () => undefined);
    socket.on('close', () => end());
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (parseAnswer(bytes, isHead, false)) end();
    });
  });
}

function parseAnswer(bytes: Buffer, isHead: boolean, isEnded: boolean): RawAnswer | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const header = (name: string) => headers.find(([key]) => key === name.toLowerCase())?.[1];
  const status = Number(statusLine.split(' ')[1]);
  const rest = bytes.subarray(headEnd + 4);
  const length = header('content-length');
  const hasNone = isHead || status === 101 || status === 204 || status === 304;
  const body = hasNone
    ? Buffer.alloc(0)
    : header('transfer-encoding') === 'chunked'
      ? dechunk(rest)
      : length !== undefined
        ? rest.length >= Number(length)
          ? rest.subarray(0, Number(length))
          : undefined
        : isEnded
          ? rest
          : undefined;
  return body && { status, head, headers, header, body };
}

/** The content of a chunked body (RFC 9112 section 7.1); undefined where its end is missing. */
export function dechunk(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    const from = lineEnd + 2;
    if (bytes.length < from + size + 2) return undefined;
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}
