import { sendRaw } from '../../tests/wire/raw-client.ts';
import type { Workerd } from '../stage/workerd.ts';
import { byProgram, page, session, staticFile } from './requests.ts';
import type { Origin } from './stage.ts';

interface Arrival {
  worker: string;
  request: string;
  /** Patterns that the request head at the origin must match, and patterns that it must not match. */
  has: RegExp[];
  lacks: RegExp[];
}

const identity = [/^x-remote-user:/im, /^x-postern/im];

/** Throws if the origin receives anything but the requests to be measured. */
export async function checkArrivals(
  workerd: Workerd,
  origin: Origin,
  token: string,
): Promise<void> {
  for (const { worker, request, has, lacks } of arrivals(token)) {
    // With the first request for an owner, the Worker also asks the origin who that is.
    for (let i = 0; i < 2; i++) {
      const { status } = await sendRaw(workerd.port(worker), request);
      if (status !== 200) throw new Error(`${worker} answers ${status}`);
    }
    const head = await origin.lastHead();
    const wrong = [
      ...has.filter((one) => !one.test(head)),
      ...lacks.filter((one) => one.test(head)),
    ];
    if (wrong.length > 0)
      throw new Error(`behind ${worker} the origin saw, against ${wrong.join(' and ')}: ${head}`);
  }
}

function arrivals(token: string): Arrival[] {
  const withToken = byProgram(token);
  const own = new RegExp(`^cookie: ${session};`, 'im');
  const fromCache = { has: [own], lacks: [/^cache-control:/im, ...identity] };
  const pastCache = { has: [own, /^cache-control: no-cache\r$/im], lacks: identity };
  return [
    {
      worker: 'header',
      request: withToken,
      has: [/^x-remote-user: alice\r$/im, /^x-postern-secret: \S+\r$/im],
      lacks: [/^authorization:/im, /^cookie:/im],
    },
    {
      worker: 'applink',
      request: withToken,
      has: [/^GET \S+xoauth_requestor_id=alice\S* /, /^authorization: OAuth .+RSA-SHA1/im],
      lacks: [/^authorization: basic/im, /^cookie:/im, ...identity],
    },
    { worker: 'header', request: page, ...pastCache },
    { worker: 'header', request: staticFile, ...fromCache },
    { worker: 'bare', request: page, ...fromCache },
  ];
}
