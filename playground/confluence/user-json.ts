import { avatarPath } from '../avatar.ts';
import type { Site } from '../site.ts';
import type { User } from '../users.ts';

/** How Confluence writes a user wherever one is mentioned. */
export function userJson(site: Site, user: User) {
  const key = user.keys.confluence;
  return {
    type: 'known',
    username: user.name,
    userKey: key,
    profilePicture: { path: avatarPath(site, user), width: 48, height: 48, isDefault: false },
    displayName: user.displayName,
    _links: { self: `${site.baseUrl()}/rest/api/user?key=${key}` },
    _expandable: { status: '' },
  };
}

/** A user who is no longer in the directory, or nobody. */
export function personJson(site: Site, name: string | undefined) {
  const user = name === undefined ? undefined : site.directory.find(name);
  return user ? userJson(site, user) : { type: 'anonymous', displayName: 'Anonymous' };
}
