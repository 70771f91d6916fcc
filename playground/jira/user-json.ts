import { avatarPath } from '../avatar.ts';
import type { Site } from '../site.ts';
import type { User } from '../users.ts';

const AVATAR_SIZES = [16, 24, 32, 48];

/** How Jira writes a user wherever one is mentioned. */
export function userJson(site: Site, user: User) {
  const key = user.keys.jira;
  return {
    self: `${site.baseUrl()}/rest/api/2/user?username=${encodeURIComponent(user.name)}`,
    key,
    name: user.name,
    emailAddress: user.email,
    avatarUrls: Object.fromEntries(
      AVATAR_SIZES.map((size) => [`${size}x${size}`, avatarUrl(site, user, size)]),
    ),
    displayName: user.displayName,
    active: user.active,
    timeZone: 'Europe/Berlin',
  };
}

export function avatarUrl(site: Site, user: User, size: number): string {
  return `${new URL(site.baseUrl()).origin}${avatarPath(site, user, size)}`;
}

export function withGroups(site: Site, user: User, expand: string) {
  const items = user.groups.map((name) => ({ name, self: groupUrl(site, name) }));
  const expanded = expand.split(',').includes('groups') ? { items } : { items: [] };
  return {
    ...userJson(site, user),
    groups: { size: user.groups.length, ...expanded },
    applicationRoles: { size: 1, items: [] },
    locale: 'en_US',
    expand: 'groups,applicationRoles',
  };
}

function groupUrl(site: Site, name: string): string {
  return `${site.baseUrl()}/rest/api/2/group?groupname=${encodeURIComponent(name)}`;
}
