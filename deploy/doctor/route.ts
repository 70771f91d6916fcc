import { type Answer, ask, type NoAnswer } from '../http.ts';
import { type Found, harmless, ok, problem } from './finding.ts';

/** A credential of our kind that no token has: the Worker refuses it by its looks, without a question to anybody. */
const nonsense = 'Bearer pst_the-doctor-looks-whether-you-are-there';

/** Below the site and beside it: what people, scripts, caches and rules by path or extension tend to treat differently. */
function pathsOf(contextPath: string): string[] {
  const below = [
    '/',
    '/rest/api/2/myself',
    '/rest/api/2/serverInfo?x=1',
    '/secure/attachment/1/a.pdf',
    '/s/x/_/download/batch/a.js',
    '/a;jsessionid=x',
    '/a%20b/%C3%A4',
    '//a',
    '/_postern',
    '/_posternx',
  ].map((path) => contextPath + path);
  const beside = [
    '/',
    '/robots.txt',
    '/favicon.ico',
    '/.well-known/x',
    '/x.png',
    '/%2e%2e/x',
    '/*',
  ];
  return [...new Set([...below, ...beside])];
}

/**
 * Whether the Worker stands before the whole host: at each of these paths a wrong token must get its refusal and nobody
 * else's. A path that another answers leads to the product unchecked.
 */
export async function checkRoute(site: string): Promise<Found> {
  const { origin, pathname } = new URL(site);
  const paths = pathsOf(pathname.replace(/\/$/, ''));
  const open: string[] = [];
  let silent = 0;
  for (const path of paths) {
    const answer = await ask(origin, { path, headers: { Authorization: nonsense } });
    if (answer.kind !== 'answer') silent++;
    else if (!isWorkers(answer)) open.push(path);
  }
  if (open.length > 0)
    return problem(
      'route',
      `a wrong token is not refused by the Worker at ${harmless(open.join(' '))}`,
      'The route must be host/*; look for other routes, Page Rules or Workers that take these paths away',
    );
  return silent > 0
    ? problem('route', `${silent} of ${paths.length} paths got no answer`, 'Try again')
    : ok('route', `the Worker answers at all ${paths.length} paths that were tried`);
}

/** Of a Worker with a host of its own, which a proxy asks: it verifies, and nothing else is there. */
export async function checkVerifyOnly(site: string): Promise<Found> {
  const headers = { Authorization: nonsense };
  const verify = await ask(`${site}/_postern/verify`, { headers });
  if (!isWorkers(verify))
    return problem('route', 'the Worker does not answer at /_postern/verify', 'Look at routes');
  const { origin } = new URL(site);
  const beside = await ask(origin, { path: '/', headers });
  const isOpen = beside.kind === 'answer' && !isWorkers(beside) && beside.status < 400;
  return isOpen
    ? problem('route', 'something else answers beside the Worker', 'Let the host lead nowhere else')
    : ok('route', 'the Worker verifies, and nothing else is there');
}

/** The Worker's 401, or one of its problems, for example at a path of no site. */
function isWorkers(answer: Answer | NoAnswer): boolean {
  if (answer.kind !== 'answer') return false;
  const { status, headers, text } = answer;
  const isRefusal =
    status === 401 &&
    text === 'A valid user name and API token are needed.\n' &&
    headers['www-authenticate']?.startsWith('Basic realm=') === true;
  return isRefusal || text.includes('"type":"urn:postern:problem:');
}
