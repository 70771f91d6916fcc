import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';

// A cheap origin in a separate process. One port answers each GET with the same bytes, and the question who a user is. The other
// port streams in both directions, and returns the last request head of the first port.

const chunk = Buffer.alloc(64 * 1024, 'postern ');
const body = JSON.stringify({
  key: 'JIRAUSER10101',
  name: 'alice',
  id: 10_000,
  summary: 'x'.repeat(1000),
});
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-AUSERNAME: alice\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
);

let lastHead = '';

const plain = createServer((socket) => {
  let rest = '';
  socket.setNoDelay(true).on('error', () => undefined);
  socket.on('data', (data) => {
    const heads = (rest + data.toString('latin1')).split('\r\n\r\n');
    rest = heads.pop() ?? '';
    for (const head of heads) {
      lastHead = `${head}\r\n`;
      socket.write(answer);
    }
  });
});

const streaming = createHttpServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://origin');
  if (pathname === '/last-head') return void response.end(lastHead);
  response.setHeader('X-AUSERNAME', 'alice');
  if (pathname.endsWith('/myself'))
    return void response.setHeader('Content-Type', 'application/json').end(body);
  if (request.method === 'PUT') {
    let bytes = 0;
    request.on('data', (data: Buffer) => {
      bytes += data.length;
    });
    return void request.on('end', () => response.end(String(bytes)));
  }
  let left = Number(searchParams.get('bytes'));
  response.setHeader('Content-Length', left);
  const write = () => {
    while (left > 0) {
      left -= chunk.length;
      if (!response.write(chunk)) return void response.once('drain', write);
    }
    response.end();
  };
  write();
});

process.send?.(await Promise.all([plain, streaming].map(listen)));

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
