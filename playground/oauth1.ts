import type { Consumer } from './applinks.ts';
import {
  isSigned,
  type Parameter,
  type SignedRequest,
  signatureBaseString,
} from './oauth1-signature.ts';

/** http://wiki.oauth.net/ProblemReporting, the ones the products use. */
export type OAuthProblem =
  | 'consumer_key_unknown'
  | 'nonce_used'
  | 'parameter_rejected'
  | 'permission_denied'
  | 'signature_invalid'
  | 'signature_method_rejected'
  | 'timestamp_refused'
  | 'token_rejected'
  | 'version_rejected';

/** `user` is a name nobody has looked up yet; undefined: the consumer acts for nobody. */
export type OAuthVerdict =
  | { kind: 'not-oauth' }
  | { kind: 'verified'; userName: string | undefined }
  | { kind: 'problem'; problem: OAuthProblem };

interface Dependencies {
  consumer: (key: string) => Consumer | undefined;
  now: () => number;
}

export interface OAuthRequest extends SignedRequest {
  /** The parameters a servlet sees: query and form, not those of the Authorization header. */
  servletParameters: readonly Parameter[];
}

/** Without one of these the products do not take a request for OAuth at all: it goes on anonymous. */
const REQUIRED = [
  'oauth_consumer_key',
  'oauth_token',
  'oauth_signature_method',
  'oauth_signature',
  'oauth_timestamp',
  'oauth_nonce',
];
const WINDOW_SECONDS = 5 * 60;

const problem = (name: OAuthProblem): OAuthVerdict => ({ kind: 'problem', problem: name });

export type OAuthVerifier = ReturnType<typeof createOAuthVerifier>;

/** OAuth 1.0a (RFC 5849), two-legged, with impersonation, as the products' service provider has it. */
export function createOAuthVerifier({ consumer, now }: Dependencies) {
  const usedNonces = new Map<string, number>();

  /** Oldest first, so that a busy server looks at few. */
  function forgetNoncesBefore(limit: number): void {
    for (const [key, at] of usedNonces) {
      if (at >= limit) return;
      usedNonces.delete(key);
    }
  }

  function refuseTime(timestamp: string, nonceKey: string): OAuthProblem | undefined {
    const seconds = Math.floor(now() / 1000);
    const isRecent =
      /^\d+$/.test(timestamp) && Math.abs(seconds - Number(timestamp)) <= WINDOW_SECONDS;
    if (!isRecent) return 'timestamp_refused';
    forgetNoncesBefore(seconds - 2 * WINDOW_SECONDS);
    if (usedNonces.has(nonceKey)) return 'nonce_used';
    usedNonces.set(nonceKey, seconds);
    return undefined;
  }

  function verify(request: OAuthRequest): OAuthVerdict {
    const oauth = new Map(request.parameters.filter(([name]) => name.startsWith('oauth_')));
    if (!REQUIRED.every((name) => oauth.has(name))) return { kind: 'not-oauth' };
    const value = (name: string) => oauth.get(name) ?? '';
    if (hasRepeats(request.parameters)) return problem('parameter_rejected');
    if (value('oauth_token') !== '') return problem('token_rejected');

    const caller = consumer(value('oauth_consumer_key'));
    if (!caller) return problem('consumer_key_unknown');
    if (oauth.has('oauth_version') && value('oauth_version') !== '1.0')
      return problem('version_rejected');
    if (value('oauth_signature_method') !== 'RSA-SHA1') return problem('signature_method_rejected');
    const timestamp = value('oauth_timestamp');
    const late = refuseTime(
      timestamp,
      JSON.stringify([caller.key, timestamp, value('oauth_nonce')]),
    );
    if (late) return problem(late);
    if (!isSigned(signatureBaseString(request), value('oauth_signature'), caller.publicKey))
      return problem('signature_invalid');
    return whoActs(caller, request.servletParameters);
  }

  return { verify, forget: () => usedNonces.clear() };
}

function hasRepeats(parameters: readonly Parameter[]): boolean {
  const names = parameters.map(([name]) => name);
  const single = names.filter(
    (name) => name.startsWith('oauth_') || name === 'xoauth_requestor_id',
  );
  return new Set(single).size < single.length;
}

/** `user_id` is the older name of the requestor and counts only without the newer one. */
function whoActs(caller: Consumer, servletParameters: readonly Parameter[]): OAuthVerdict {
  const first = (name: string) => servletParameters.find(([one]) => one === name)?.[1];
  const requestor = first('xoauth_requestor_id') ?? first('user_id');
  if (!caller.twoLegged) return problem('permission_denied');
  if (requestor === undefined) return { kind: 'verified', userName: caller.executingUser };
  if (!caller.impersonation) return problem('permission_denied');
  return { kind: 'verified', userName: requestor };
}
