import * as v from 'valibot';
import { SiteCard } from '../../shared/contract/site.ts';
import { type Answer, ask } from '../http.ts';
import { type Found, harmless, ok, problem, unknown } from './finding.ts';
import { readJson } from './json.ts';

/** Whether the Worker answers for this site, and which version of it. */
export async function checkWorker(site: string, expected: string): Promise<Found[]> {
  const answer = await ask(`${site}/_postern/api/v1/site`);
  if (answer.kind !== 'answer')
    return [problem('worker', `no answer (${answer.reason})`, 'Is the address right?')];
  const card = readJson(SiteCard, answer.text);
  if (answer.status !== 200 || !card) return [explain(answer)];
  const url = harmless(card.site.url);
  const isIts = url === site;
  return [
    isIts
      ? ok('worker', `serves ${harmless(card.site.name)} here`)
      : problem('worker', `serves this as a part of ${url}`, `Ask the doctor about ${url}`),
    card.version === expected
      ? ok('version', expected)
      : problem(
          'version',
          `the Worker is ${harmless(card.version)}, this checkout is ${expected}`,
          'npm run deploy, or look from the checkout that was deployed',
        ),
  ];
}

function explain({ status, text }: Answer): Found {
  if (/"code":"unavailable"/.test(text) && text.includes('urn:postern'))
    return problem(
      'worker',
      'it is there and not configured: a secret or a variable is missing or wrong, and nothing passes',
      'npx wrangler tail --env production shows "configuration.wrong", which names it; npm run secrets sets what is missing',
    );
  if (text.includes('urn:postern:problem:not_found'))
    return problem('worker', 'it is there and knows no site at this address', 'Look at SITES, url');
  return problem(
    'worker',
    `something else answers (status ${status}): the route does not lead to the Worker`,
    'Look at routes in wrangler.toml, and whether the host is proxied by Cloudflare (the orange cloud)',
  );
}

const Health = v.object({ service: v.literal('postern'), status: v.string() });

export async function checkDatabase(site: string): Promise<Found> {
  const answer = await ask(`${site}/_postern/health`);
  const health = answer.kind === 'answer' ? readJson(Health, answer.text)?.status : undefined;
  switch (health) {
    case 'healthy':
      return ok('database', 'answers; the Worker says it is healthy');
    case 'degraded':
      return problem(
        'database',
        'answers, and the Worker says that something needs you',
        'Look at cron below (--administrator), and docs/operate.md',
      );
    case 'down':
      return problem(
        'database',
        'is away or lacks a migration: no token passes',
        'npm run deploy applies migrations; Cloudflare says at www.cloudflarestatus.com whether D1 is well',
      );
    default:
      return unknown('database', 'the Worker does not say');
  }
}

/** The Worker's clock by the Date of its answer, which the edge wrote. */
export async function checkClock(site: string): Promise<Found> {
  const answer = await ask(`${site}/_postern/health`);
  const said = answer.kind === 'answer' ? Date.parse(answer.headers.date ?? '') : Number.NaN;
  if (Number.isNaN(said)) return unknown('clock', 'the Worker does not say what time it is');
  const ahead = Math.round((said - Date.now()) / 1000);
  return Math.abs(ahead) <= 60
    ? ok('clock', "the Worker's and this machine's agree")
    : problem(
        'clock',
        `the Worker's and this machine's are ${Math.abs(ahead)} s apart`,
        'Set the clock of this machine (NTP); the Worker runs by Cloudflare’s',
      );
}

/** A second address of the Worker knows no site, and should not be there at all. */
export async function checkWorkersDev(address: string | undefined): Promise<Found> {
  if (address === undefined)
    return unknown(
      'workers-dev',
      'its address is not known from outside',
      '--workers-dev https://postern.YOUR-SUBDOMAIN.workers.dev',
    );
  const answer = await ask(address);
  if (answer.kind !== 'answer')
    return unknown('workers-dev', `no answer (${answer.reason})`, 'Is the address right?');
  return answer.text.includes('urn:postern')
    ? problem(
        'workers-dev',
        'the Worker answers at its workers.dev address as well',
        'workers_dev = false and preview_urls = false in [env.production], then npm run deploy',
      )
    : ok('workers-dev', 'the Worker does not answer there');
}
