import * as v from 'valibot';
import type { Site } from '../env.ts';
import type { ActAs, Actor, Upstream } from './act-as/act-as.ts';
import type { Ask, OriginAnswer } from './ask.ts';

const JiraSelf = v.object({ key: v.string() });
const ConfluenceSelf = v.object({ userKey: v.string() });

/** The question who somebody is, not yet in anybody's name. */
export function questionOfSelf(site: Site): Upstream {
  const path = site.product === 'jira' ? '/rest/api/2/myself' : '/rest/api/user/current';
  const headers = new Headers({ Accept: 'application/json', 'User-Agent': 'Postern' });
  return { method: 'GET', url: site.origin + path, headers, form: [] };
}

/** Asks the product, acting as somebody, who that is. Throws where it cannot be reached. */
export async function askAs(
  ask: Ask,
  site: Site,
  actAs: ActAs,
  actor: Actor,
): Promise<OriginAnswer> {
  return ask(requestOf(await actAs.sign(questionOfSelf(site), actor)));
}

/** A signed request without a body. */
export function requestOf({ url, headers }: Upstream): Request {
  return new Request(url, { headers });
}

/** The key of the user that the product says it served; undefined where it says none. */
export function keyOf({ status, json }: OriginAnswer): string | undefined {
  if (status !== 200) return undefined;
  if (v.is(JiraSelf, json)) return json.key;
  return v.is(ConfluenceSelf, json) ? json.userKey : undefined;
}
