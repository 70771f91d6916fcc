import { avatarPath } from '../avatar.ts';
import { type Html, html } from '../pages/html.ts';
import type { View } from '../pages/view.ts';
import type { User } from '../users.ts';

/** The profile menu; an anonymous visitor gets a login link and no menu. */
export function confluenceUserMenu(view: View): Html {
  const { user, site, path } = view;
  if (user) return menu(view, user);
  const query = new URLSearchParams({ os_destination: path });
  return html`<li><a id="login-link" class="user-item login-link" href="${site.context}/login.action?${query.toString()}">Log in</a></li>`;
}

function menu(view: View, user: User): Html {
  const { context } = view.site;
  const isLegacy = view.aui === 8;
  const list = isLegacy ? html`` : html` role="menu"`;
  return html`<li>
          <a id="user-menu-link" class="aui-dropdown2-trigger aui-dropdown2-trigger-arrowless${isLegacy ? '' : ' aui-button-round'}" aria-haspopup="true" href="#" title="${user.displayName}" data-username="${user.name}" aria-controls="user-menu-link-content">
            <div class="aui-avatar aui-avatar-small"><div class="aui-avatar-inner"><img src="${avatarPath(view.site, user, 24)}" alt="${user.displayName}"></div></div>
          </a>
          <nav id="user-menu-link-content" class="aui-dropdown2 aui-style-default" aria-label="User menu">
            <div class="aui-dropdown2-section">
              <ul id="user-menu-link-user-preferences" class="aui-list-truncate section-user-preferences first"${list}>${links.map(({ id, path, label }) => item(view, id, `${context}${path}`, label))}
              </ul>
            </div>
            <div class="aui-dropdown2-section">
              <ul id="user-menu-link-user-operations" class="aui-list-truncate section-user-operations"${list}>${item(view, 'logout-link', `${context}/logout.action`, 'Log Out')}
              </ul>
            </div>
          </nav>
        </li>`;
}

const links = [
  { id: 'view-user-history-link', path: '/users/viewuserhistory.action', label: 'Recently Viewed' },
  { id: 'view-user-profile-link', path: '/users/viewmyprofile.action', label: 'Profile' },
  { id: 'view-mytasks-link', path: '/plugins/inlinetasks/mytasks.action', label: 'Tasks' },
  { id: 'user-favourites-link', path: '/users/viewmyfavourites.action', label: 'Saved for later' },
  { id: 'user-watches-link', path: '/users/viewnotifications.action', label: 'Watches' },
  { id: 'user-drafts-link', path: '/users/viewmydrafts.action', label: 'Drafts' },
  { id: 'user-settings-link', path: '/users/viewmysettings.action', label: 'Settings' },
];

function item({ aui }: View, id: string, href: string, label: string): Html {
  if (aui === 8) {
    return html`
                <li><a id="${id}" class="user-item" href="${href}" title="">${label}</a></li>`;
  }
  return html`
                <li role="presentation"><a role="menuitem" id="${id}" class="user-item" href="${href}" title="">${label}</a></li>`;
}
