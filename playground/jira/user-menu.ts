import { avatarPath } from '../avatar.ts';
import { type Html, html } from '../pages/html.ts';
import type { View } from '../pages/view.ts';
import type { User } from '../users.ts';

/**
 * The profile menu, `li#user-options`. A visitor who is not logged in gets the `li` and an empty
 * `#user-options-content` too; only the trigger is missing.
 */
export function jiraUserMenu(view: View): Html {
  const { user, aui } = view;
  if (!user) return anonymous(view);
  return aui === 8 ? legacy(view, user) : current(view, user);
}

function anonymous({ site, path }: View): Html {
  const query = new URLSearchParams({ os_destination: path });
  return html`<li id="user-options">
          <a class="aui-nav-link login-link" href="${site.context}/login.jsp?${query.toString()}">Log In</a>
          <div id="user-options-content" class="aui-dropdown2 aui-style-default">
            <div class="aui-dropdown2-section"></div>
          </div>
        </li>`;
}

/** Jira 8. AUI moves the open menu to the end of the body and back. */
function legacy(view: View, user: User): Html {
  const { context } = view.site;
  return html`<li id="user-options">
          <a id="header-details-user-fullname" class="aui-dropdown2-trigger aui-dropdown2-trigger-arrowless" aria-haspopup="true" aria-owns="user-options-content" data-username="${user.name}" data-displayname="${user.displayName}" href="${context}/secure/ViewProfile.jspa" title="User profile for ${user.displayName}">${picture(view, user)}</a>
          <div id="user-options-content" class="aui-dropdown2 aui-style-default">
            <div class="aui-dropdown2-section">
              <ul id="personal" class="aui-list-truncate">
                <li><a id="view_profile" class="" title="View and change your details and preferences" href="${context}/secure/ViewProfile.jspa">Profile</a></li>
                <li><a id="upm-requests-link" class="" href="${context}/plugins/servlet/upm/requests?source=header_user">Atlassian Marketplace</a></li>
              </ul>
            </div>
            <div class="aui-dropdown2-section">
              <strong>My Jira Home</strong>
              <ul id="set_my_jira_home" class="aui-list-truncate">${homes.map(
                ({ id, label, isChosen }) => html`
                <li><a id="${id}" class="aui-dropdown2-radio interactive${isChosen ? ' checked' : ''}" href="#">${label}</a></li>`,
              )}
              </ul>
            </div>
            <div class="aui-dropdown2-section">
              <ul id="system" class="aui-list-truncate">
                <li><a id="log_out" class="" title="Log out and cancel any automatic login." href="${logOutPath(view)}">Log Out</a></li>
              </ul>
            </div>
          </div>
        </li>`;
}

/** Jira 10: menu roles, a round trigger, and the theme switch as a web component. */
function current(view: View, user: User): Html {
  const { context } = view.site;
  return html`<li id="user-options">
          <a id="header-details-user-fullname" class="aui-dropdown2-trigger aui-dropdown2-trigger-arrowless aui-button-round" aria-label="User Profile" aria-haspopup="true" aria-controls="user-options-content" data-username="${user.name}" data-displayname="${user.displayName}" href="${context}/secure/ViewProfile.jspa" title="User profile">${picture(view, user)}</a>
          <div id="newsletter-signup-container-helper" role="presentation"></div>
          <div id="user-options-content" class="aui-dropdown2 aui-style-default">
            <div class="aui-dropdown2-section">
              <ul id="personal" class="aui-list-truncate" role="menu">
                <li role="presentation"><a role="menuitem" id="view_profile" href="${context}/secure/ViewProfile.jspa">Profile</a></li>
                <li role="presentation"><a role="menuitem" id="upm-requests-link" href="${context}/plugins/servlet/upm/requests?source=header_user">Atlassian Marketplace</a></li>
                <li role="presentation"><aui-item-link id="theme-button" interactive="true" type="button"><span class="status">Theme</span></aui-item-link></li>
              </ul>
            </div>
            <div class="aui-dropdown2-section">
              <strong>My Jira Home</strong>
              <ul id="set_my_jira_home" class="aui-list-truncate" role="menu">${homes.map(
                ({ id, label, isChosen }) => html`
                <li role="presentation"><a role="menuitemradio" aria-checked="${String(isChosen)}" id="${id}" class="aui-dropdown2-radio interactive${isChosen ? ' checked' : ''}" href="#">${label}</a></li>`,
              )}
              </ul>
            </div>
            <div class="aui-dropdown2-section">
              <ul id="system" class="aui-list-truncate" role="menu">
                <li role="presentation"><a role="menuitem" id="log_out" title="Log out and cancel any automatic login." href="${logOutPath(view)}">Log Out</a></li>
              </ul>
            </div>
          </div>
        </li>`;
}

const homes = [
  { id: 'set_my_jira_home_default', label: 'Dashboard', isChosen: true },
  { id: 'greenhopper-my-jira-home-set', label: 'Boards', isChosen: false },
  { id: 'set_my_jira_home_issuenav', label: 'Issue Navigator', isChosen: false },
];

function picture({ site }: View, user: User): Html {
  return html`<span class="aui-avatar aui-avatar-small"><span class="aui-avatar-inner"><img src="${avatarPath(site, user, 24)}" alt="User profile for ${user.displayName}"></span></span>`;
}

function logOutPath({ site, session }: View): string {
  return `${site.context}/logout?atl_token=${session.xsrfToken}`;
}
