import * as v from 'valibot';
import type { FoundUser, Person } from '../../shared/contract/user.ts';
import type { Site } from '../env.ts';
import { Problem } from '../problem.ts';
import { type Ask, asSession } from './ask.ts';
import { askConfluenceGroups } from './session.ts';

const maxResults = 20;

const JiraPicker = v.object({
  users: v.array(
    v.object({
      key: v.string(),
      name: v.string(),
      displayName: v.string(),
      avatarUrl: v.optional(v.string()),
    }),
  ),
});

const JiraUser = v.object({
  key: v.string(),
  name: v.string(),
  displayName: v.string(),
  active: v.optional(v.boolean(), true),
  /** Not shown to everybody. */
  groups: v.optional(v.object({ items: v.array(v.object({ name: v.string() })) })),
});

const ConfluenceUser = v.object({
  username: v.string(),
  userKey: v.string(),
  displayName: v.string(),
  profilePicture: v.optional(v.object({ path: v.string() })),
});

/** The inner shape of a search result is not documented: what does not look like a known user is left out. */
const ConfluenceSearch = v.object({ results: v.array(v.unknown()) });
const ConfluenceResult = v.object({ user: ConfluenceUser });

/** Users the product's own search finds for the asker, with the asker's rights. */
export async function searchUsersAs(
  ask: Ask,
  site: Site,
  cookie: string,
  text: string,
): Promise<FoundUser[]> {
  if (site.product === 'jira') {
    const query = new URLSearchParams({
      query: text,
      maxResults: String(maxResults),
      showAvatar: 'true',
    });
    const { users } = await get(ask, site, cookie, `/rest/api/2/user/picker?${query}`, JiraPicker);
    return users.map(({ avatarUrl, ...person }) => ({
      ...person,
      avatarUrl: publicUrl(site, avatarUrl),
    }));
  }
  const cql = `user~"${text.replace(/["\\]/g, '\\$&')}"`;
  const query = new URLSearchParams({ cql, limit: String(maxResults) });
  const { results } = await get(ask, site, cookie, `/rest/api/search?${query}`, ConfluenceSearch);
  return results.flatMap((result) => {
    const found = v.safeParse(ConfluenceResult, result);
    if (!found.success) return [];
    const { profilePicture } = found.output.user;
    return [{ ...personOf(found.output.user), avatarUrl: publicUrl(site, profilePicture?.path) }];
  });
}

/** A user, with their groups; undefined where the product does not show these to the asker. */
export interface KnownUser extends Person {
  groups: readonly string[] | undefined;
}

/** The user of a key; undefined where the product knows none, has disabled them, or does not show them to the asker. */
export async function findUserAs(
  ask: Ask,
  site: Site,
  cookie: string,
  key: string,
): Promise<KnownUser | undefined> {
  const find = site.product === 'jira' ? findInJira : findInConfluence;
  const user = await find(ask, site, cookie, key);
  return user?.key === key ? user : undefined;
}

async function findInJira(ask: Ask, site: Site, cookie: string, key: string) {
  const query = new URLSearchParams({ key, expand: 'groups' });
  const user = await getOrNone(ask, site, cookie, `/rest/api/2/user?${query}`, JiraUser);
  if (!user?.active) return undefined;
  const { name, displayName, groups } = user;
  return {
    key: user.key,
    name,
    displayName,
    groups: groups?.items.map((group) => group.name),
  };
}

async function findInConfluence(ask: Ask, site: Site, cookie: string, key: string) {
  const query = new URLSearchParams({ key });
  const user = await getOrNone(ask, site, cookie, `/rest/api/user?${query}`, ConfluenceUser);
  if (!user) return undefined;
  const groups = await askConfluenceGroups(ask, site, cookie, user.username);
  return { ...personOf(user), groups };
}

function personOf({
  userKey,
  username,
  displayName,
}: v.InferOutput<typeof ConfluenceUser>): Person {
  return { key: userKey, name: username, displayName };
}

async function get<const S extends v.GenericSchema>(
  ask: Ask,
  site: Site,
  cookie: string,
  path: string,
  schema: S,
) {
  const found = await getOrNone(ask, site, cookie, path, schema);
  if (found === undefined) throw unusable(site);
  return found;
}

async function getOrNone<const S extends v.GenericSchema>(
  ask: Ask,
  site: Site,
  cookie: string,
  path: string,
  schema: S,
): Promise<v.InferOutput<S> | undefined> {
  const answer = await ask(asSession(site, path, cookie)).catch(() => undefined);
  if (answer?.status === 404) return undefined;
  const result = v.safeParse(schema, answer?.json);
  if (answer?.status !== 200 || !result.success) throw unusable(site);
  return result.output;
}

/** An avatar's address as a browser can load it: absolute, at the public URL; none that leads anywhere but http(s). */
function publicUrl(site: Site, path: string | undefined): string | null {
  if (!path) return null;
  const moved = path.startsWith(`${site.origin}/`)
    ? site.url + path.slice(site.origin.length)
    : path;
  const url = URL.parse(moved, site.url);
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}

function unusable(site: Site): Problem {
  return new Problem('origin_unavailable', `${site.name} did not answer the search for users`);
}
