import { request } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { startPlayground } from './index.ts';
import { readTarget } from './tomcat.ts';

const playground = await startPlayground({ port: 0 });
afterAll(() => playground.close());

describe('a request target', () => {
  it.each([
    ['/jira/rest', '/jira/rest'],
    ['/jira/rest?a=/../b', '/jira/rest'],
    ['http://elsewhere/jira/rest', '/jira/rest'],
    ['/jira;x=1/rest;jsessionid=2', '/jira/rest'],
    ['/jira/a/../rest', '/jira/rest'],
    ['/jira/a/%2e%2E/rest', '/jira/rest'],
    ['/jira/a/..;x=y/rest', '/jira/rest'],
    ['/jira/./rest', '/jira/rest'],
    ['/jira//rest', '/jira//rest'],
    ['/jira/m%C3%A4rta', '/jira/märta'],
    ['/jira/%252e%252e/rest', '/jira/%2e%2e/rest'],
    ['/jira/a/..', '/jira/'],
  ])('%s is read as %s', (target, path) => {
    expect(readTarget(target)).toMatchObject({ kind: 'path', path });
  });

  it.each(['/jira%2Frest', '/jira/a%5cb', '/jira\\rest', '/jira/%00', '/../etc', '/%zz', '*'])(
    '%s is refused',
    (target) => {
      expect(readTarget(target).kind).toBe('refused');
    },
  );
});

describe('the server', () => {
  const get = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(playground.origin);
      const sent = request({ host: '127.0.0.1', port, path }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject).end();
    });

  it('answers what it refuses with 400, and records targets as they came', async () => {
    expect(await get('/jira/rest%2Fapi/2/serverInfo')).toBe(400);
    expect(await get('/jira/x/..;y/rest/./api/2/%73erverInfo')).toBe(200);
    expect(playground.received.map(({ target, status }) => [status, target])).toEqual([
      [400, '/jira/rest%2Fapi/2/serverInfo'],
      [200, '/jira/x/..;y/rest/./api/2/%73erverInfo'],
    ]);
  });

  it('listens on both loopback addresses', async () => {
    const { port } = new URL(playground.origin);
    expect((await fetch(`http://127.0.0.1:${port}/jira/plain`)).status).toBe(200);
    expect((await fetch(`http://localhost:${port}/jira/plain`)).status).toBe(200);
  });

  it('is nobody else’s to reach', async () => {
    await expect(startPlayground({ host: '0.0.0.0', port: 0 })).rejects.toThrow('loopback');
  });
});
