import { ask } from '../http.ts';
import { type Found, ok, problem, unknown } from './finding.ts';

const dayMs = 86_400_000;
/** Cloudflare renews its own certificates 30 days before they end. */
const soonDays = 14;

export async function checkCertificate(site: string): Promise<Found> {
  if (!site.startsWith('https:'))
    return isOnThisMachine(site)
      ? unknown('certificate', 'this machine is asked by plain http')
      : problem('certificate', 'the site is asked by plain http', 'Give its https address');
  const answer = await ask(`${site}/_postern/health`);
  if (answer.kind === 'untrusted')
    return problem(
      'certificate',
      `the certificate is not believed (${answer.reason})`,
      'Renew it, or give this machine your own authority with NODE_EXTRA_CA_CERTS',
    );
  if (answer.kind !== 'answer') return unknown('certificate', `no answer (${answer.reason})`);
  const days = Math.floor(((answer.certificateEnds?.getTime() ?? 0) - Date.now()) / dayMs);
  return days >= soonDays
    ? ok('certificate', `believed, for ${days} more days`)
    : problem('certificate', `ends in ${days} days`, 'Renew it');
}

/** Asks the plain http door, without any credential. Postern itself answers nothing there but that it has no such site. */
export async function checkPlainHttp(site: string, door = plainDoorOf(site)): Promise<Found> {
  if (door === undefined)
    return unknown('plain-http', 'the site has a port of its own, which tells nothing of port 80');
  const answer = await ask(door);
  if (answer.kind !== 'answer') return ok('plain-http', 'nobody answers there');
  const { status, headers, text } = answer;
  if (status >= 300 && status < 400 && headers.location?.startsWith('https://'))
    return ok('plain-http', 'leads to https');
  if (status === 404 && text.includes('urn:postern:problem:not_found'))
    return ok('plain-http', 'the Worker serves nothing there');
  return problem(
    'plain-http',
    `answers with status ${status}: whoever types http sends their token in the clear`,
    'Switch on Always Use HTTPS for the zone, or redirect it in your proxy',
  );
}

function plainDoorOf(site: string): string | undefined {
  const { protocol, port, host, pathname } = new URL(site);
  return protocol === 'https:' && port === '' ? `http://${host}${pathname}` : undefined;
}

export function isOnThisMachine(site: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(site).hostname);
}
