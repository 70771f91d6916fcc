import type * as v from 'valibot';
import { ActAsCheck } from '../../shared/contract/act-as.ts';
import { Diagnosis } from '../../shared/contract/diagnosis.ts';
import { apiBase, clientHeader } from '../../shared/contract/endpoint.ts';
import { type Administrator, openSession } from '../administrator.ts';
import { ask } from '../http.ts';
import { type Check, type Found, harmless, ok, problem, unknown } from './finding.ts';
import { readJson } from './json.ts';
import { judgeTagKeys } from './tag-keys.ts';

const inside = [
  'migrations',
  'secrets',
  'tag-keys',
  'cron',
  'self-test',
] as const satisfies Check[];

/** What only an administrator of the product is told, by their session with it. */
export async function checkInside(
  site: string,
  administrator: Administrator | undefined,
): Promise<Found[]> {
  if (!administrator)
    return inside.map((check) =>
      unknown(check, 'is told to administrators alone', 'npm run doctor -- --administrator …'),
    );
  const opened = await openSession(site, administrator);
  if (opened.kind === 'closed')
    return inside.map((check) => unknown(check, `no session: ${opened.reason}`));
  const [diagnosis, selfTest] = await Promise.all([
    read(site, '/diagnosis', Diagnosis, opened.cookie),
    read(site, '/act-as/check', ActAsCheck, opened.cookie),
  ]);
  return [
    ...(typeof diagnosis === 'string'
      ? inside.slice(0, -1).map((check) => unknown(check, diagnosis))
      : judge(diagnosis)),
    typeof selfTest === 'string' ? unknown('self-test', selfTest) : judgeSelfTest(selfTest),
  ];
}

/** The Worker's answer, or why there is none. */
async function read<const S extends v.GenericSchema>(
  site: string,
  path: string,
  schema: S,
  cookie: string,
): Promise<v.InferOutput<S> | string> {
  const answer = await ask(site + apiBase + path, {
    headers: { Cookie: cookie, [clientHeader]: 'doctor' },
  });
  if (answer.kind !== 'answer') return `no answer (${answer.reason})`;
  const { status, text } = answer;
  if (status === 401) return 'the session is nobody’s; log in again';
  if (status === 403) return 'the session is not an administrator’s';
  const value = status === 200 ? readJson(schema, text) : undefined;
  return value ?? `the Worker could not say (status ${status})`;
}

function judge(diagnosis: Diagnosis): Found[] {
  const { migrations, secrets, tagKeys, cron, originAheadSeconds, now } = diagnosis;
  return [
    judgeMigrations(migrations),
    judgeSecrets(secrets),
    ...judgeTagKeys(tagKeys),
    judgeCron(cron, Date.parse(now)),
    ...(originAheadSeconds === null ? [] : [judgeOriginsClock(originAheadSeconds)]),
  ];
}

function judgeMigrations({ missing, unknown: newer }: Diagnosis['migrations']): Found {
  if (missing.length > 0)
    return problem('migrations', `missing: ${harmless(missing.join(', '))}`, 'npm run deploy');
  return newer.length > 0
    ? problem(
        'migrations',
        `the database is newer than the Worker: ${harmless(newer.join(', '))}`,
        'Deploy the newer Worker again; docs/upgrade.md says what going back means',
      )
    : ok('migrations', 'all are applied');
}

function judgeSecrets(secrets: Diagnosis['secrets']): Found {
  const names = (isSet: boolean) =>
    harmless(
      Object.keys(secrets)
        .filter((name) => secrets[name] === isSet)
        .join(', '),
    );
  return secrets.TOKEN_PEPPER_PREVIOUS
    ? ok('secrets', `set: ${names(true)}; the pepper is being changed (docs/operate.md)`)
    : ok('secrets', `set: ${names(true)}; not set, and not needed: ${names(false)}`);
}

const nightMs = 26 * 3_600_000;
const waitingMs = 30 * 60_000;

function judgeCron({ nightlyAt, waitingSince }: Diagnosis['cron'], now: number): Found {
  const advice = 'Look at [env.production.triggers] and the log for "night.failed"';
  if (waitingSince !== null && now - Date.parse(waitingSince) > waitingMs)
    return problem('cron', `news for a webhook wait since ${harmless(waitingSince)}`, advice);
  if (nightlyAt === null)
    return unknown('cron', 'no night has been yet', 'Look again tomorrow after 03:17 UTC');
  return now - Date.parse(nightlyAt) > nightMs
    ? problem('cron', `the last night was ${harmless(nightlyAt)}`, advice)
    : ok('cron', `the last night was ${harmless(nightlyAt)}`);
}

function judgeOriginsClock(ahead: number): Found {
  const detail = `the product's is ${Math.abs(ahead)} s ${ahead < 0 ? 'behind' : 'ahead of'} the Worker's`;
  return Math.abs(ahead) <= 60
    ? ok('clock', detail)
    : problem(
        'clock',
        detail,
        'Set the clock of the product’s machines (NTP): it takes signatures for 5 minutes',
      );
}

function judgeSelfTest({ ok: isGood, actAs, result, detail }: ActAsCheck): Found {
  return isGood
    ? ok('self-test', `${actAs}: ${harmless(detail)}`)
    : problem('self-test', `${actAs}: ${result}`, harmless(detail));
}
