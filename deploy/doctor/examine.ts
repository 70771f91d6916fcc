import type { Administrator } from '../administrator.ts';
import { checks, type Finding } from './finding.ts';
import { checkInside } from './inside.ts';
import { checkRoute, checkVerifyOnly } from './route.ts';
import { checkCertificate, checkPlainHttp } from './transport.ts';
import { checkClock, checkDatabase, checkWorker, checkWorkersDev } from './worker.ts';

export interface Examination {
  /** The Worker's version that should be there. */
  version: string;
  workersDev?: string | undefined;
  /** The Worker has a host of its own, and a proxy asks it. */
  isForwardAuth?: boolean;
  administrator?: Administrator | undefined;
}

/** Looks at one site from outside. Without an answer of the Worker, what else there is to know is not guessed at. */
export async function examine(site: string, examination: Examination): Promise<Finding[]> {
  const worker = await checkWorker(site, examination.version);
  const isThere = worker.some(({ check, outcome }) => check === 'worker' && outcome === 'ok');
  const found = await Promise.all([
    worker,
    checkCertificate(site),
    checkPlainHttp(site),
    examination.isForwardAuth ? checkVerifyOnly(site) : checkRoute(site),
    checkWorkersDev(examination.workersDev),
    ...(isThere
      ? [checkDatabase(site), checkClock(site), checkInside(site, examination.administrator)]
      : []),
  ]);
  return found
    .flat()
    .map((one) => ({ site, ...one }))
    .sort((a, b) => checks.indexOf(a.check) - checks.indexOf(b.check));
}
