import { json } from '../reply.ts';
import { type Call, failure, type Route, route, signedIn, unauthenticated } from '../routes.ts';
import { isAdministrator, type User } from '../users.ts';
import { avatarUrl, userJson, withGroups } from './user-json.ts';

export function userRoutes(api: string): Route[] {
  return [
    route('GET', `${api}/myself`, signedIn(myself)),
    route('GET', `${api}/mypermissions`, myPermissions),
    route('GET', `${api}/user`, signedIn(oneUser)),
    route('GET', `${api}/user/search`, signedIn(searchUsers)),
    route('GET', `${api}/user/picker`, pickUsers),
    route('GET', `${api}/groups/picker`, signedIn(pickGroups)),
  ];
}

function myself({ site, request }: Call, user: User) {
  return json(200, withGroups(site, user, request.query.get('expand') ?? ''));
}

const FOR_ADMINISTRATORS = ['ADMINISTER', 'SYSTEM_ADMIN', 'USER_PICKER_ADMIN'];
const FOR_USERS = ['CREATE_ISSUES', 'ADD_COMMENTS', 'CREATE_ATTACHMENTS', 'USER_PICKER'];
const FOR_ALL = ['BROWSE_PROJECTS'];

/** Anonymous: 401 from Jira 10 on, before that everything is false. */
function myPermissions({ site, identity: { user } }: Call) {
  if (!user && site.settings().aui === 10) return unauthenticated(site);
  const held = [
    ...(isAdministrator(user, 'jira') ? FOR_ADMINISTRATORS : []),
    ...(user ? [...FOR_USERS, ...FOR_ALL] : []),
  ];
  const all = [...FOR_ADMINISTRATORS, ...FOR_USERS, ...FOR_ALL];
  const permissions = all.map((key, index) => {
    const type = FOR_ADMINISTRATORS.includes(key) ? 'GLOBAL' : 'PROJECT';
    const havePermission = held.includes(key);
    return [key, { id: String(index), key, name: key, type, description: '', havePermission }];
  });
  return json(200, { permissions: Object.fromEntries(permissions) });
}

function oneUser({ site, request }: Call) {
  const name = request.query.get('username');
  const key = request.query.get('key');
  const user =
    name === null ? site.directory.findByKey('jira', key ?? '') : site.directory.find(name);
  if (user) return json(200, withGroups(site, user, request.query.get('expand') ?? ''));
  return failure(site, 404, `The user named '${name ?? key}' does not exist`);
}

function searchUsers({ site, request }: Call) {
  const text = request.query.get('username') ?? request.query.get('query') ?? '';
  return json(
    200,
    site.directory.search(text).map((user) => userJson(site, user)),
  );
}

/** Who may not browse users gets an empty answer, not an error. */
function pickUsers({ site, request, identity }: Call) {
  const query = request.query.get('query') ?? '';
  const most = Number(request.query.get('maxResults') ?? 50);
  const all = identity.user ? site.directory.search(query) : [];
  const isShown = request.query.get('showAvatar') === 'true';
  const users = all.slice(0, most).map((user) => ({
    name: user.name,
    key: user.keys.jira,
    html: `${emphasise(user.displayName, query)} - ${emphasise(user.email, query)} (${emphasise(user.name, query)})`,
    displayName: user.displayName,
    ...(isShown ? { avatarUrl: avatarUrl(site, user, 16) } : {}),
  }));
  const header = `Showing ${users.length} of ${all.length} matching users`;
  return json(200, { users, total: all.length, header });
}

/** As many as asked for, and no more than `jira.ajax.autocomplete.limit`, which is 20 where nobody changed it. */
function pickGroups({ site, request }: Call) {
  const query = request.query.get('query') ?? '';
  const most = Math.min(Number(request.query.get('maxResults') ?? 20), 20);
  const sought = query.toLowerCase();
  const all = site.directory.groups().filter((name) => name.toLowerCase().includes(sought));
  const shown = all.slice(0, most);
  const groups = shown.map((name) => ({ name, html: emphasise(name, query), labels: [] }));
  const header = `Showing ${groups.length} of ${all.length} matching groups`;
  return json(200, { header, total: all.length, groups });
}

function emphasise(text: string, sought: string): string {
  const at = sought === '' ? -1 : text.toLowerCase().indexOf(sought.toLowerCase());
  if (at < 0) return text;
  const end = at + sought.length;
  return `${text.slice(0, at)}<strong>${text.slice(at, end)}</strong>${text.slice(end)}`;
}
