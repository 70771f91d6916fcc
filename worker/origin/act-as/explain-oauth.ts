import type { ActAsCheck } from '../../../shared/contract/act-as.ts';
import type { Site } from '../../env.ts';
import type { OriginAnswer } from '../ask.ts';

/** What a try to act as somebody came to, in a code and in words. */
export type Finding = Pick<ActAsCheck, 'result' | 'detail'>;

interface Sent {
  site: Site;
  /** The URL as it was signed. */
  signedUrl: string;
  /** Epoch milliseconds. */
  sentAt: number;
}

/**
 * The words for what an incoming application link refuses; undefined where the answer is no such refusal. Its name stands in
 * the challenge (http://wiki.oauth.net/ProblemReporting). `askAsNobody` asks the same
 * without a user: that shows which of two permissions is missing.
 */
export async function explainOAuth(
  answer: OriginAnswer,
  { site, signedUrl, sentAt }: Sent,
  askAsNobody: () => Promise<OriginAnswer>,
): Promise<Finding | undefined> {
  const problem = oauthProblemIn(answer.headers);
  switch (problem) {
    case undefined:
      return undefined;
    case 'consumer_key_unknown':
      return {
        result: 'consumer-unknown',
        detail: `${site.name} knows no consumer key such as APPLINK_CONSUMER_KEY: create the incoming application link, or set its consumer key to the same`,
      };
    case 'signature_invalid':
      return {
        result: 'signature-refused',
        detail: `${site.name} refused the signature over ${signedUrl}. Probably signingUrl is wrong: it must be the base URL that the product's Tomcat believes it has (scheme, proxyName, proxyPort). Or the link's public key does not belong to APPLINK_PRIVATE_KEY`,
      };
    case 'timestamp_refused':
      return { result: 'timestamp-refused', detail: explainClock(answer, site, sentAt) };
    case 'permission_denied':
      return (await isDeniedToNobody(askAsNobody))
        ? {
            result: 'two-legged-not-allowed',
            detail: `${site.name} refused any request of the link: tick "Allow 2-Legged OAuth" and "Allow user impersonation through 2-Legged OAuth" in the application link`,
          }
        : {
            result: 'impersonation-not-allowed',
            detail: `${site.name} refused to act for you: tick "Allow user impersonation through 2-Legged OAuth" in the application link`,
          };
    default:
      return {
        result: 'oauth-refused',
        detail: `${site.name} refused the signed request with ${problem}`,
      };
  }
}

/** Where the second question gets no answer, the first one's refusal is taken for what it most often is. */
async function isDeniedToNobody(askAsNobody: () => Promise<OriginAnswer>): Promise<boolean> {
  const answer = await askAsNobody().catch(() => undefined);
  return answer !== undefined && oauthProblemIn(answer.headers) !== undefined;
}

/** The name of the problem, from its closed alphabet; any other text of the origin stays behind. */
export function oauthProblemIn(headers: Headers): string | undefined {
  const challenge = headers.get('WWW-Authenticate') ?? '';
  return /\boauth_problem="?([a-z_]{1,40})\b/.exec(challenge)?.[1];
}

function explainClock({ headers }: OriginAnswer, { name }: Site, sentAt: number): string {
  const refused = `${name} refused the time of the request: its clock and Cloudflare's may differ by five minutes at most.`;
  const seconds = Math.round((Date.parse(headers.get('Date') ?? '') - sentAt) / 1000);
  // A proxy in front of the product may say its own, correct, time.
  if (!(Math.abs(seconds) > 60)) return `${refused} By how much they differ cannot be told`;
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `${refused} Its clock is ${minutes} minutes ${seconds > 0 ? 'ahead' : 'behind'}: set it by NTP`;
}
