import { commonMetas } from '../pages/common-metas.ts';
import type { Chrome } from '../pages/document.ts';
import { html } from '../pages/html.ts';
import type { View } from '../pages/view.ts';
import { isAdministrator } from '../users.ts';
import { jiraHeader } from './header.ts';
import { jiraVersions } from './version.ts';

export const jiraChrome: Chrome = {
  siteName: 'Playground Jira',
  bodyId: 'jira',
  loginPage: '/login.jsp',
  metas,
  header: jiraHeader,
  footer,
};

/** Jira alone has `application-name`. */
function metas(view: View) {
  const { version, build } = jiraVersions[view.aui];
  const { hostname, port, protocol } = new URL(view.site.baseUrl());
  return html`<meta name="application-name" content="JIRA" data-name="jira" data-version="${version}">
  <meta name="ajs-server-scheme" content="${protocol.slice(0, -1)}">
  <meta name="ajs-server-port" content="${port}">
  <meta name="ajs-server-name" content="${hostname}">
  <meta name="ajs-is-admin" content="${String(isAdministrator(view.user, 'jira'))}">
  ${commonMetas(view, version, build)}`;
}

function footer({ aui }: View) {
  const { version, build } = jiraVersions[aui];
  return html`<footer id="footer" role="contentinfo"><section class="footer-body">
  <ul><li>A stand-in for Jira ${version} (build ${build}), drawn with AUI ${aui}</li></ul>
</section></footer>`;
}
