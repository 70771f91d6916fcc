/**
 * The profile menus, by id alone: AUI 5.6 to 8 moves an open menu to the end of body, so no ancestor can be relied on.
 * `seenOn` names the versions whose pages showed these ids.
 */
export const profileMenus = [
  {
    listId: 'personal',
    triggerId: 'header-details-user-fullname',
    itemClass: '',
    seenOn: ['Jira 7.13.0', 'Jira 10.3'],
  },
  {
    listId: 'user-menu-link-user-preferences',
    triggerId: 'user-menu-link',
    itemClass: 'user-item',
    seenOn: ['Confluence 7'],
  },
] as const;

export interface ProfileMenu {
  list: HTMLElement;
  trigger: HTMLElement | null;
  itemClass: string;
  /** The user name the page was drawn for; undefined where it does not say. */
  viewer: string | undefined;
}

/** The menu on this page; undefined where there is none or nobody is logged in (Jira draws its container for anonymous visitors too). */
export function findProfileMenu(document: Document): ProfileMenu | undefined {
  const remoteUser = document.querySelector<HTMLMetaElement>('meta[name="ajs-remote-user"]');
  for (const { listId, triggerId, itemClass } of profileMenus) {
    const list = document.getElementById(listId);
    const trigger = document.getElementById(triggerId);
    const viewer = remoteUser?.content || trigger?.dataset.username || undefined;
    if (list && (trigger || viewer)) return { list, trigger, itemClass, viewer };
  }
  return undefined;
}
