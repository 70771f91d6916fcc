import type { Pat } from './pats.ts';
import { empty, json } from './reply.ts';
import { jsonBody, jsonObject } from './request.ts';
import { administrating, failure, type Route, route, signedIn } from './routes.ts';
import type { User } from './users.ts';

/** Native personal access tokens, as the plugin both products ship has them. */
export const patRoutes: readonly Route[] = ['latest', '1.0'].flatMap((version) => [
  route('POST', `/rest/pat/${version}/tokens`, signedIn(create)),
  route(
    'GET',
    `/rest/pat/${version}/tokens`,
    signedIn(({ site }, user) => json(200, site.pats.of(user.name).map(patJson))),
  ),
  route('DELETE', `/rest/pat/${version}/tokens/:id`, signedIn(remove)),
  route('DELETE', `/rest/pat/${version}/admin/tokens`, administrating(removeMany)),
]);

type Arguments = Parameters<Parameters<typeof signedIn>[0]>;

function create({ site, request }: Arguments[0], user: User) {
  const { name, expirationDuration } = jsonObject(request) ?? {};
  const outcome = site.pats.create(user.name, name, expirationDuration);
  switch (outcome.kind) {
    case 'created':
      return json(201, { ...patJson(outcome.pat), rawToken: outcome.pat.rawToken });
    case 'invalid':
      return failure(site, 400, outcome.message);
    case 'limit-reached':
      return failure(site, 403, `You can have at most ${outcome.limit} personal access tokens.`);
    default:
      return outcome satisfies never;
  }
}

/** A token of somebody else is not found. */
function remove({ site, params }: Arguments[0], user: User) {
  const id = Number(params.id);
  if (site.pats.find(id)?.userName !== user.name) return failure(site, 404, 'No such token');
  site.pats.remove(id);
  return empty(204);
}

function removeMany({ site, request }: Arguments[0]) {
  const ids = jsonBody(request);
  if (!Array.isArray(ids)) return failure(site, 400, 'A list of token ids is expected');
  for (const id of ids) site.pats.remove(Number(id));
  return empty(204);
}

function patJson(pat: Pat) {
  const instant = (at: number | undefined) =>
    at === undefined ? null : new Date(at).toISOString();
  return {
    id: pat.id,
    name: pat.name,
    createdAt: instant(pat.createdAt),
    lastAccessedAt: instant(pat.lastAccessedAt),
    expiringAt: instant(pat.expiresAt),
  };
}
