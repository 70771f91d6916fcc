import { connect } from 'node:net';

export interface Wire {
  method?: string;
  /** The request target, byte for byte. */
  target: string;
  /** Names as they are sent, repetitions included. */
  headers?: readonly (readonly [name: string, value: string])[];
  body?: string;
}

export interface Answer {
  status: number;
  /** By lower-case name, in order. */
  headers: Map<string, string[]>;
  body: string;
}

/** Sends exactly these bytes over a connection of its own: fetch would tidy names, repetitions and hop-by-hop headers. */
export async function exchange(port: number, wire: Wire): Promise<Answer> {
  const { method = 'GET', target, headers = [], body = '' } = wire;
  const named = new Set(headers.map(([name]) => name.toLowerCase()));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: localhost:${port}`,
    ...(named.has('connection') ? [] : ['Connection: close']),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return readAnswer(await talk(port, `${lines.join('\r\n')}\r\n\r\n${body}`));
}

function talk(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setTimeout(15_000, () => socket.destroy(new Error('no answer')));
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
    });
    socket.once('error', reject).once('close', () => resolve(text));
    socket.write(bytes, 'latin1');
  });
}

function readAnswer(text: string): Answer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(name.length + 1).trim()]);
  }
  const whole = rest.join('\r\n\r\n');
  const isChunked = headers.get('transfer-encoding')?.[0] === 'chunked';
  const body = isChunked ? whole.replace(/^[\da-f]+\r\n|\r\n[\da-f]+\r\n/gi, '') : whole;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]), headers, body };
}
