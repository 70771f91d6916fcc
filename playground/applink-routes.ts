import { type ApplicationLink, readPublicKey } from './applinks.ts';
import { empty, json } from './reply.ts';
import { jsonObject, stringAt } from './request.ts';
import { administrating, type Call, failure, type Route, route } from './routes.ts';
import type { Site } from './site.ts';

const LINKS = ['latest', '1.0', '2.0', '3.0'].map((v) => `/rest/applinks/${v}/applicationlink`);
const CONSUMER = ['latest', '1.0'].map(
  (v) => `/rest/applinks-oauth/${v}/applicationlink/:id/authentication/consumer`,
);

/** Setting up an application link by REST, for administrators. */
export const applinkRoutes: readonly Route[] = [
  ...LINKS.flatMap((path) => [
    route('PUT', path, administrating(addLink)),
    route('GET', path, administrating(listLinks)),
    route('GET', `${path}/:id`, administrating(showLink)),
    route('DELETE', `${path}/:id`, administrating(removeLink)),
  ]),
  ...CONSUMER.flatMap((path) => [
    route('PUT', path, administrating(putConsumer)),
    route('GET', path, administrating(showConsumer)),
  ]),
];

function addLink({ site, request }: Call) {
  const wish = jsonObject(request) ?? {};
  const name = stringAt(wish, 'name');
  const rpcUrl = stringAt(wish, 'rpcUrl') ?? '';
  if (!name || !URL.canParse(rpcUrl))
    return failure(site, 400, 'A link needs a name and an rpcUrl');
  const displayUrl = stringAt(wish, 'displayUrl') ?? rpcUrl;
  const typeId = stringAt(wish, 'typeId') ?? 'generic';
  const id = stringAt(wish, 'id');
  const existed = id !== undefined && site.applinks.find(id) !== undefined;
  const link = site.applinks.add({ name, rpcUrl, displayUrl, typeId }, id);
  const href = `${site.baseUrl()}/rest/applinks/latest/applicationlink/${link.id}`;
  const created = {
    'status-code': existed ? 200 : 201,
    'resources-created': [{ href, rel: 'self' }],
  };
  return json(created['status-code'], created);
}

function listLinks({ site }: Call) {
  return json(200, { applicationLinks: site.applinks.all().map((link) => linkJson(site, link)) });
}

function showLink({ site, params }: Call) {
  const link = site.applinks.find(params.id ?? '');
  return link ? json(200, linkJson(site, link)) : noLink(site);
}

function removeLink({ site, params }: Call) {
  return site.applinks.remove(params.id ?? '') ? empty(200) : noLink(site);
}

function putConsumer({ site, request, params }: Call) {
  const link = site.applinks.find(params.id ?? '');
  if (!link) return noLink(site);
  const wish = jsonObject(request) ?? {};
  const key = stringAt(wish, 'key');
  const publicKey = readPublicKey(stringAt(wish, 'publicKey') ?? '');
  if (!key || !publicKey) return failure(site, 400, 'A consumer needs a key and an RSA public key');
  const executingUser = stringAt(wish, 'executingTwoLOUser');
  link.consumer = {
    key,
    publicKey,
    twoLegged: wish.twoLOAllowed === true,
    impersonation: wish.twoLOImpersonationAllowed === true,
    executingUser,
  };
  return empty(201);
}

function showConsumer({ site, params }: Call) {
  const consumer = site.applinks.find(params.id ?? '')?.consumer;
  if (!consumer) return noLink(site);
  return json(200, {
    key: consumer.key,
    publicKey: consumer.publicKey.export({ type: 'spki', format: 'pem' }),
    outgoing: false,
    twoLOAllowed: consumer.twoLegged,
    twoLOImpersonationAllowed: consumer.impersonation,
    executingTwoLOUser: consumer.executingUser ?? null,
  });
}

function linkJson(site: Site, { consumer: _, ...link }: ApplicationLink) {
  const href = `${site.baseUrl()}/rest/applinks/latest/applicationlink/${link.id}`;
  return { ...link, isPrimary: false, isSystem: false, link: [{ href, rel: 'self' }] };
}

function noLink(site: Site) {
  return failure(site, 404, 'No such application link');
}
