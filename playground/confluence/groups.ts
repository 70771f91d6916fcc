import { json } from '../reply.ts';
import { type Call, failure, type Route, route, signedIn } from '../routes.ts';
import { paged } from './paging.ts';
import { userJson } from './user-json.ts';

export const groupRoutes: readonly Route[] = [
  route('GET', '/rest/api/group', signedIn(listGroups)),
  route('GET', '/rest/api/group/:name', signedIn(showGroup)),
  route('GET', '/rest/api/group/:name/member', signedIn(listMembers)),
];

function listGroups(call: Call) {
  return paged(
    call,
    call.site.directory.groups().map((name) => groupJson(call, name)),
  );
}

function showGroup(call: Call) {
  const name = call.params.name ?? '';
  if (!call.site.directory.groups().includes(name)) return noGroup(call);
  return json(200, groupJson(call, name));
}

function listMembers(call: Call) {
  const { site, params } = call;
  if (!site.directory.groups().includes(params.name ?? '')) return noGroup(call);
  return paged(
    call,
    site.directory.members(params.name ?? '').map((user) => userJson(site, user)),
  );
}

function groupJson({ site }: Call, name: string) {
  const self = `${site.baseUrl()}/rest/api/group/${encodeURIComponent(name)}`;
  return { type: 'group', name, _links: { self } };
}

function noGroup({ site, params }: Call) {
  return failure(site, 404, `No group found with name: ${params.name}`);
}
