import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { host } from '../../tests/wire/house.ts';

export type Way = 'down' | 'up';

const chunk = Buffer.alloc(64 * 1024, 'postern ');

interface Transfer {
  way: Way;
  port: number;
  authorization: string;
  bytes: number;
}

/** Sends bytes through a Worker to the origin, or fetches them. Throws if not all of them arrive. */
export async function transfer({ way, port, authorization, bytes }: Transfer): Promise<void> {
  const headers = { Host: host, Authorization: authorization };
  const down = { method: 'GET', path: `/jira/attachment?bytes=${bytes}`, headers };
  const type = { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes };
  const up = { method: 'PUT', path: '/jira/attachment', headers: { ...headers, ...type } };
  const sent = request({ host: '127.0.0.1', port, ...(way === 'down' ? down : up) });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  );
  if (way === 'up') await write(sent, bytes);
  sent.end();
  const response = await answered;
  // The origin answers with the number of bytes that it received.
  const arrived =
    way === 'down' ? await readLength(response) : Number((await buffer(response)).toString());
  if (response.statusCode !== 200 || arrived !== bytes)
    throw new Error(`${way}: ${response.statusCode}, ${arrived} of ${bytes} bytes`);
}

async function write(sent: ClientRequest, bytes: number): Promise<void> {
  for (let left = bytes; left > 0; left -= chunk.length)
    if (!sent.write(chunk)) await new Promise((resolve) => sent.once('drain', resolve));
}

async function readLength(response: IncomingMessage): Promise<number> {
  let length = 0;
  for await (const data of response) length += (data as Buffer).length;
  return length;
}
