import * as v from 'valibot';
import type { Site } from '../env.ts';
import type { ActAs } from './act-as/act-as.ts';
import { oauthProblemIn } from './act-as/explain-oauth.ts';
import type { Ask, OriginAnswer } from './ask.ts';
import { askAs, keyOf } from './self.ts';

/** `gone`: nobody can be acted for by this name, or somebody else has it. `unclear`: the answer says nothing of the person. */
export type OwnerState = 'known' | 'gone' | 'unclear';

export interface NamedOwner {
  key: string;
  name: string;
}

/** What a product says of our signature, not of the person: a link that is set up wrong, or a clock that is off. */
const ourOwnFault =
  /^(consumer_key_|signature_|timestamp_|nonce_|parameter_|version_|token_|additional_)/;

const ConfluenceNobody = v.object({ type: v.literal('anonymous') });

/**
 * Asks the product, acting as an owner, who that is. One answer alone never proves that somebody is gone: where the link may
 * act for nobody, everybody is refused alike. Never throws.
 */
export async function askAboutOwner(
  ask: Ask,
  site: Site,
  actAs: ActAs,
  owner: NamedOwner,
): Promise<OwnerState> {
  const actor = { ...owner, sealed: undefined };
  const answer = await askAs(ask, site, actAs, actor).catch(() => undefined);
  return answer ? stateIn(answer, owner) : 'unclear';
}

function stateIn(answer: OriginAnswer, owner: NamedOwner): OwnerState {
  const { status, servedUser, json, headers } = answer;
  const key = keyOf(answer);
  if (key !== undefined) return key === owner.key ? 'known' : 'gone';
  if (ourOwnFault.test(oauthProblemIn(headers) ?? '')) return 'unclear';
  const isRefused = status === 401 || status === 403;
  const isNobody = status === 200 && (servedUser === 'anonymous' || v.is(ConfluenceNobody, json));
  return isRefused || isNobody ? 'gone' : 'unclear';
}
