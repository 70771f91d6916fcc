import * as v from 'valibot';
import { type Person, UserKey } from '../../shared/contract/user.ts';
import type { Standing } from '../domain/permission.ts';
import type { Site } from '../env.ts';
import { Problem } from '../problem.ts';
import { type Ask, asSession, type OriginAnswer } from './ask.ts';

export interface Asker extends Person, Standing {}

const UserName = v.pipe(v.string(), v.minLength(1));

const JiraMyself = v.object({
  key: UserKey,
  name: UserName,
  displayName: v.string(),
  active: v.optional(v.boolean(), true),
  groups: v.object({ items: v.array(v.object({ name: v.string() })) }),
});

const JiraPermissions = v.object({
  permissions: v.record(v.string(), v.object({ havePermission: v.boolean() })),
});

const ConfluenceCurrent = v.object({
  type: v.literal('known'),
  username: UserName,
  userKey: UserKey,
  displayName: v.string(),
});

const groupsPerPage = 200;

/** `limit` is what the product made of the one it was asked for. */
const ConfluenceGroups = v.object({
  results: v.array(v.object({ name: v.string() })),
  limit: v.optional(v.number(), groupsPerPage),
});

/** https://developer.atlassian.com/server/confluence/rest/v1000/api-group-global-permissions/ */
const ConfluencePermissions = v.array(
  v.object({
    operation: v.object({ targetType: v.string(), operationKey: v.string() }),
    subject: v.optional(v.object({ userKey: v.optional(v.string()) })),
  }),
);

/** Membership of it makes a Confluence administrator on every version. */
const confluenceAdministrators = 'confluence-administrators';
const maxGroupPages = 25;

/**
 * Asks the product whose session the cookie is; undefined where it is nobody's. Asked anew for each request, and nothing
 * of it is kept. Throws `origin_unavailable` where the product gives no usable answer.
 */
export async function askWhoIsAsking(
  ask: Ask,
  site: Site,
  cookie: string,
): Promise<Asker | undefined> {
  try {
    return await (site.product === 'jira'
      ? askJira(ask, site, cookie)
      : askConfluence(ask, site, cookie));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unusable(site);
  }
}

async function askJira(ask: Ask, site: Site, cookie: string): Promise<Asker | undefined> {
  const [myself, permissions] = await Promise.all([
    ask(asSession(site, '/rest/api/2/myself?expand=groups', cookie)),
    ask(asSession(site, '/rest/api/2/mypermissions', cookie)),
  ]);
  if (isNobody(myself)) return undefined;
  const { key, name, displayName, active, groups } = read(JiraMyself, myself, site);
  if (!active) return undefined;
  const granted =
    permissions.status === 200 ? read(JiraPermissions, permissions, site).permissions : {};
  return {
    key,
    name,
    displayName,
    groups: groups.items.map((group) => group.name),
    isAdministrator: ['ADMINISTER', 'SYSTEM_ADMIN'].some(
      (permission) => granted[permission]?.havePermission,
    ),
  };
}

async function askConfluence(ask: Ask, site: Site, cookie: string): Promise<Asker | undefined> {
  const current = await ask(asSession(site, '/rest/api/user/current', cookie));
  if (isNobody(current) || v.is(v.object({ type: v.literal('anonymous') }), current.json))
    return undefined;
  const { username, userKey, displayName } = read(ConfluenceCurrent, current, site);
  const [groups, isGranted] = await Promise.all([
    askConfluenceGroups(ask, site, cookie, username),
    isGrantedAdministration(ask, site, cookie, userKey),
  ]);
  const isAdministrator = groups.includes(confluenceAdministrators) || isGranted;
  return { key: userKey, name: username, displayName, groups, isAdministrator };
}

/**
 * Whether somebody administers Confluence by a permission of their own. From version 9 on it says so, to administrators alone:
 * others get 403, and older versions answer 404. Whatever is no clear yes is a no; so is administering a space.
 */
async function isGrantedAdministration(ask: Ask, site: Site, cookie: string, userKey: string) {
  // A key that is no plain word would make another path.
  if (!/^\w+$/.test(userKey)) return false;
  const path = `/rest/api/permissions/user/${userKey}`;
  const answer = await ask(asSession(site, path, cookie)).catch(() => undefined);
  const result = v.safeParse(ConfluencePermissions, answer?.json);
  if (answer?.status !== 200 || !result.success) return false;
  return result.output.some(
    ({ operation: { targetType, operationKey }, subject }) =>
      operationKey === 'administer' &&
      (targetType === 'application' || targetType === 'system') &&
      (subject?.userKey ?? userKey) === userKey,
  );
}

export async function askConfluenceGroups(ask: Ask, site: Site, cookie: string, username: string) {
  const groups: string[] = [];
  for (let page = 0; page < maxGroupPages; page++) {
    const query = new URLSearchParams({
      username,
      limit: String(groupsPerPage),
      start: String(groups.length),
    });
    const answer = await ask(asSession(site, `/rest/api/user/memberof?${query}`, cookie));
    const { results, limit } = read(ConfluenceGroups, answer, site);
    groups.push(...results.map((group) => group.name));
    if (results.length === 0 || results.length < limit) break;
  }
  return groups;
}

/**
 * 401 without a session, 403 where anonymous users may not even ask; `X-AUSERNAME` says it on a 200 too. A product that is
 * starting has sessions of nobody: it cannot say.
 */
function isNobody({ status, servedUser }: OriginAnswer): boolean {
  return status === 401 || status === 403 || (servedUser === 'anonymous' && status < 500);
}

function read<const S extends v.GenericSchema>(
  schema: S,
  answer: OriginAnswer,
  site: Site,
): v.InferOutput<S> {
  const result = v.safeParse(schema, answer.json);
  if (answer.status !== 200 || !result.success) throw unusable(site);
  return result.output;
}

function unusable(site: Site): Problem {
  return new Problem('origin_unavailable', `${site.name} could not say who is asking`);
}
