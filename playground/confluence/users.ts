import { json } from '../reply.ts';
import { type Call, failure, type Route, route, signedIn } from '../routes.ts';
import { paged } from './paging.ts';
import { personJson, userJson } from './user-json.ts';

export const userRoutes: readonly Route[] = [
  // Anonymous is an answer here, not an error.
  route('GET', '/rest/api/user/current', ({ site, identity }) =>
    json(200, personJson(site, identity.user?.name)),
  ),
  route('GET', '/rest/api/user/anonymous', ({ site }) => json(200, personJson(site, undefined))),
  route('GET', '/rest/api/user', signedIn(oneUser)),
  route('GET', '/rest/api/user/memberof', signedIn(memberOf)),
];

function oneUser(call: Call) {
  const user = asked(call);
  return user ? json(200, userJson(call.site, user)) : noUser(call);
}

function memberOf(call: Call) {
  const user = asked(call);
  if (!user) return noUser(call);
  return paged(
    call,
    user.groups.map((name) => ({ type: 'group', name })),
  );
}

function asked({ site, request }: Call) {
  const name = request.query.get('username');
  if (name !== null) return site.directory.find(name);
  return site.directory.findByKey('confluence', request.query.get('key') ?? '');
}

function noUser({ site, request }: Call) {
  const sought = request.query.get('username') ?? request.query.get('key');
  return failure(site, 404, `No user found with key : ${sought}`);
}
