import type { WebhookShape } from '../../shared/contract/webhook.ts';
import type { Announcement } from '../domain/announcement.ts';
import { type AnnouncingSite, bodyOf } from '../domain/announcement-body.ts';
import { signatureHeaders } from './sign.ts';

/** How long a receiver may take to answer. */
const answerMs = 10_000;

export interface Target {
  url: string;
  shape: WebhookShape;
  secret: string;
}

/** What became of one try, in words that hold nothing of the receiver's answer but its status (null: it gave none). */
export interface SendOutcome {
  kind: 'arrived' | 'failed';
  status: number | null;
  detail: string;
}

interface Dependencies {
  fetch: (request: Request, init: RequestInit) => Promise<Response>;
  /** What speaks against a URL; asked again each time, since the sites may have changed since it was saved. */
  objectionTo: (url: string) => string | undefined;
  now: () => number;
}

export type Send = ReturnType<typeof createSend>;

/** Posts an announcement. A redirect is not followed: it could lead to where the URL itself may not. Never throws. */
export function createSend({ fetch, objectionTo, now }: Dependencies) {
  return async function send(
    { url, shape, secret }: Target,
    { id, announcement }: { id: string; announcement: Announcement },
    site: AnnouncingSite,
  ): Promise<SendOutcome> {
    const objection = objectionTo(url);
    if (objection) return failed(`its URL ${objection}`);
    const body = bodyOf(announcement, site, shape);
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'Postern',
      ...(await signatureHeaders({ id, sentAt: now(), body }, secret)),
    };
    try {
      const response = await fetch(new Request(url, { method: 'POST', headers, body }), {
        redirect: 'manual',
        cache: 'no-store',
        signal: AbortSignal.timeout(answerMs),
      });
      await response.body?.cancel();
      return outcomeOf(response.status);
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return failed(
        isLate ? `it did not answer within ${answerMs / 1000} seconds` : 'it could not be reached',
      );
    }
  };
}

function outcomeOf(status: number): SendOutcome {
  const said = `it answered with status ${status}`;
  if (status >= 200 && status < 300) return { kind: 'arrived', status, detail: said };
  const isRedirect = status >= 300 && status < 400;
  return {
    kind: 'failed',
    status,
    detail: isRedirect ? `${said}, a redirect, which is not followed` : said,
  };
}

function failed(detail: string): SendOutcome {
  return { kind: 'failed', status: null, detail };
}
