import { type Html, html, nothing } from '../pages/html.ts';
import type { View } from '../pages/view.ts';
import { isAdministrator } from '../users.ts';
import { jiraUserMenu } from './user-menu.ts';

export function jiraHeader(view: View): Html {
  const { context } = view.site;
  return html`<header id="header" role="banner">
<nav class="aui-header aui-dropdown2-trigger-group" aria-label="Site" data-aui-responsive="false">
  <div class="aui-header-inner">
    <div class="aui-header-primary">
      <span id="logo" class="aui-header-logo"><a href="${context}/secure/MyJiraHome.jspa" aria-label="Go to home page">${mark}<b>Jira</b></a></span>
      <ul class="aui-nav">
        <li><a id="home_link" class="aui-nav-link" href="${context}/secure/Dashboard.jspa">Dashboards</a></li>
        <li><a id="browse_link" class="aui-nav-link" href="${context}/browse/DEMO-1">Projects</a></li>
        <li><a id="find_link" class="aui-nav-link" href="${context}/browse/DEMO-2">Issues</a></li>
        ${view.user ? html`<li id="create-menu"><a id="create_link" class="aui-button aui-button-primary aui-style create-issue" href="#">Create</a></li>` : nothing}
      </ul>
    </div>
    <div class="aui-header-secondary">
      <ul id="jira-header-root" class="aui-nav">
        <li id="quicksearch-menu"><form class="aui-quicksearch dont-default-focus ajs-dirty-warning-exempt" action="${context}/secure/Dashboard.jspa"><label class="visually-hidden" for="quickSearchInput">Search</label><input id="quickSearchInput" class="search" type="text" title="Search" placeholder="Search" name="searchString" autocomplete="off"></form></li>
        ${helpMenu(view)}
        ${isAdministrator(view.user, 'jira') ? adminMenu(view) : nothing}
        ${jiraUserMenu(view)}
      </ul>
    </div>
  </div>
</nav>
</header>`;
}

const mark = html`<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M12 2 22 12 12 22 2 12z" fill="currentColor" opacity=".45"/><path d="M12 7l5 5-5 5-5-5z" fill="currentColor"/></svg>`;

function helpMenu({ aui }: View): Html {
  const id = 'system-help-menu';
  return html`<li id="${id}"><a class="aui-nav-link aui-dropdown2-trigger aui-dropdown2-trigger-arrowless${aui === 10 ? ' aui-button-round' : ''}" id="help_menu" aria-haspopup="true" aria-controls="${id}-content" href="#" title="Help" aria-label="Help"><span class="aui-icon aui-icon-small aui-iconfont-question-filled">Help</span></a>
          <div id="${id}-content" class="aui-dropdown2 aui-style-default"><div class="aui-dropdown2-section"><ul id="jira-help" class="aui-list-truncate"><li><a id="view_about" href="#about">About Jira</a></li></ul></div></div></li>`;
}

function adminMenu({ aui, site }: View): Html {
  const id = 'system-admin-menu';
  return html`<li id="${id}"><a class="aui-nav-link aui-dropdown2-trigger aui-dropdown2-trigger-arrowless${aui === 10 ? ' aui-button-round' : ''}" id="admin_menu" aria-haspopup="true" aria-controls="${id}-content" href="#" title="Administration" aria-label="Administration"><span class="aui-icon aui-icon-small aui-iconfont-configure">Administration</span></a>
          <div id="${id}-content" class="aui-dropdown2 aui-style-default"><div class="aui-dropdown2-section"><strong>Jira administration</strong><ul id="system-admin" class="aui-list-truncate"><li><a id="admin_applinks_menu" href="${site.context}/rest/applinks/latest/applicationlink">Application links</a></li></ul></div></div></li>`;
}
