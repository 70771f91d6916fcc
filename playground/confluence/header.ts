import { type Html, html, nothing } from '../pages/html.ts';
import type { View } from '../pages/view.ts';
import { confluenceUserMenu } from './user-menu.ts';

export function confluenceHeader(view: View): Html {
  const { context } = view.site;
  return html`<header id="header" role="banner">
<nav class="aui-header aui-dropdown2-trigger-group" aria-label="Site" data-aui-responsive="false">
  <div class="aui-header-inner">
    <div class="aui-header-primary">
      <span id="logo" class="aui-header-logo"><a href="${context}/" aria-label="Go to home page">${mark}<b>Confluence</b></a></span>
      <ul class="aui-nav">
        <li><a id="space-menu-link" class="aui-nav-link" href="${context}/display/DS">Spaces</a></li>
        <li><a id="people-directory-link" class="aui-nav-link" href="${context}/">People</a></li>
        ${view.user ? html`<li><a id="quick-create-page-button" class="aui-button aui-button-primary" href="#">Create</a></li>` : nothing}
      </ul>
    </div>
    <div class="aui-header-secondary">
      <ul class="aui-nav">
        <li><form class="aui-quicksearch dont-default-focus" action="${context}/"><label class="visually-hidden" for="quick-search-query">Search</label><input id="quick-search-query" class="search" type="text" title="Search" placeholder="Search" name="queryString" autocomplete="off"></form></li>
        ${confluenceUserMenu(view)}
      </ul>
    </div>
  </div>
</nav>
</header>`;
}

const mark = html`<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M3 17c4-6 7-6 18 0l-2 4C12 17 9 16 6 21z" fill="currentColor" opacity=".45"/><path d="M21 7C17 13 14 13 3 7l2-4c7 4 10 5 13 0z" fill="currentColor"/></svg>`;
