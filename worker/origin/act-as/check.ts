import type { ActAsCheck, ActAsResult } from '../../../shared/contract/act-as.ts';
import type { Secret } from '../../../shared/token-format.ts';
import type { TokenId } from '../../domain/token.ts';
import type { Site } from '../../env.ts';
import { Problem } from '../../problem.ts';
import type { Ask, OriginAnswer } from '../ask.ts';
import { createPat, deletePat, type PatOutcome, problemOf } from '../pats.ts';
import { keyOf, questionOfSelf, requestOf } from '../self.ts';
import type { ActAs, Actor, SealedNative } from './act-as.ts';
import { explainOAuth, type Finding } from './explain-oauth.ts';

interface Caller {
  key: string;
  name: string;
  /** Makes the throwaway native token, where the site acts by those. */
  cookie: string;
}

interface Dependencies {
  ask: Ask;
  site: Site;
  actAs: ActAs;
  seal: (text: string, context: Omit<SealedNative, 'seal'>) => Promise<string>;
  mintSecret: () => Secret;
  now: () => number;
}

export type ActAsChecker = ReturnType<typeof createActAsChecker>;

/** The self-test: asks the origin who the caller is, in the very way that tokens are used, and finds words for the answer. */
export function createActAsChecker({ ask, site, actAs, seal, mintSecret, now }: Dependencies) {
  async function tryAs(actor: Actor): Promise<Finding> {
    const sentAt = now();
    const request = await sign(actor);
    if (!(request instanceof Request)) return request;
    const answer = await ask(request).catch(() => undefined);
    if (!answer)
      return found(
        'origin-unreachable',
        `${site.name} did not answer at the site's origin, or with something unreadable`,
      );
    if (isServed(answer, actor)) return found('acts-as-you', `${site.name} served you, as you`);
    return (await explainRefusal(answer, sentAt)) ?? explainAnswer(answer, site);
  }

  async function sign(actor: Actor): Promise<Request | Finding> {
    try {
      return requestOf(await actAs.sign(questionOfSelf(site), actor));
    } catch (error) {
      if (error instanceof Problem) return found('cannot-sign', error.detail);
      return found(
        'cannot-sign',
        'Postern cannot sign: APPLINK_PRIVATE_KEY is no RSA key it can use',
      );
    }
  }

  /** What the product says of a signature, where there is one. */
  async function explainRefusal(answer: OriginAnswer, sentAt: number) {
    const { signAsNobody } = actAs;
    if (!signAsNobody) return undefined;
    const signedUrl = site.signingUrl + questionOfSelf(site).url.slice(site.origin.length);
    return explainOAuth(answer, { site, signedUrl, sentAt }, async () =>
      ask(requestOf(await signAsNobody(questionOfSelf(site)))),
    );
  }

  /** With a native token that lives for this test alone. */
  async function tryWithPat({ key, name, cookie }: Caller): Promise<Finding> {
    const outcome = await createPat(ask, site, cookie, { name: 'Postern self-test', days: 1 });
    if (outcome.kind !== 'created') return explainPat(outcome, site);
    const { id, rawToken } = outcome.pat;
    const context = {
      site: site.id,
      id: crypto.randomUUID() as TokenId,
      secret: mintSecret(),
    };
    const sealed = { ...context, seal: await seal(rawToken, context) };
    const finding = await tryAs({ key, name, sealed });
    if ((await deletePat(ask, site, cookie, id)) || finding.result !== 'acts-as-you')
      return finding;
    return found(
      'pat-not-deleted',
      `${site.name} served you, as you, but did not delete the personal access token "Postern self-test"; delete it in your profile`,
    );
  }

  return async (caller: Caller): Promise<ActAsCheck> => {
    const { key, name } = caller;
    const finding = await (site.actAs === 'pat'
      ? tryWithPat(caller)
      : tryAs({ key, name, sealed: undefined }));
    return { ok: finding.result === 'acts-as-you', actAs: site.actAs, ...finding };
  };
}

function isServed(answer: OriginAnswer, { key, name }: Actor): boolean {
  const { servedUser } = answer;
  const isNamed = servedUser === undefined || servedUser.toLowerCase() === name.toLowerCase();
  return keyOf(answer) === key && isNamed;
}

/** An answer that refuses nothing by name, and is not the actor's. */
function explainAnswer(answer: OriginAnswer, site: Site): Finding {
  const { status, servedUser, json } = answer;
  const isNobody = servedUser === 'anonymous' || status === 401;
  if (keyOf(answer) !== undefined && !isNobody)
    return found('someone-else', `${site.name} served the request as another user`);
  if (status < 500 && (isNobody || (status === 200 && json !== undefined)))
    return explainNobody(site);
  return found(
    'unexpected-answer',
    `${site.name} answered with status ${status}, which does not say who was served: the product may be down, or something in front of it answers in its place`,
  );
}

function explainNobody({ actAs, name }: Site): Finding {
  switch (actAs) {
    case 'applink':
      return found(
        'anonymous',
        `${name} did not take the request for a signed one, or does not know your user name, and served nobody; something in front of it may drop the Authorization header`,
      );
    case 'header':
      return found(
        'header-ignored',
        `${name} ignored the trusted header and served nobody: its authenticator is missing, reads another header than HEADER_NAME, or does not believe HEADER_SECRET`,
      );
    case 'pat':
      return found(
        'pat-ignored',
        `${name} made a personal access token and then ignored it as Bearer, and served nobody; something in front of it may drop the Authorization header`,
      );
  }
}

function explainPat(outcome: Exclude<PatOutcome, { kind: 'created' }>, site: Site): Finding {
  const { detail } = problemOf(outcome, site);
  switch (outcome.kind) {
    case 'not-offered':
      return found('pat-not-offered', detail);
    case 'limit-reached':
      return found('pat-limit-reached', detail);
    default:
      return found('pat-refused', detail);
  }
}

function found(result: ActAsResult, detail: string): Finding {
  return { result, detail };
}
