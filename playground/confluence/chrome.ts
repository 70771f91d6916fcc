import { commonMetas } from '../pages/common-metas.ts';
import type { Chrome } from '../pages/document.ts';
import { html } from '../pages/html.ts';
import type { View } from '../pages/view.ts';
import { confluenceHeader } from './header.ts';
import { confluenceVersions } from './version.ts';

export const confluenceChrome: Chrome = {
  siteName: 'Playground Confluence',
  bodyId: 'com-atlassian-confluence',
  loginPage: '/login.action',
  metas,
  header: confluenceHeader,
  footer,
};

/** Confluence has no `application-name`, and names the user's key. */
function metas(view: View) {
  const { version, build } = confluenceVersions[view.aui];
  const { user } = view;
  return html`<meta name="ajs-remote-user-key" content="${user?.keys.confluence ?? ''}">
  <meta name="ajs-remote-user-has-licensed-access" content="${String(user !== undefined)}">
  <meta name="ajs-current-user-fullname" content="${user?.displayName ?? ''}">
  <meta name="ajs-atl-token" content="${view.session.xsrfToken}">
  ${commonMetas(view, version, build)}`;
}

function footer({ aui }: View) {
  const { version } = confluenceVersions[aui];
  return html`<footer id="footer" role="contentinfo"><section class="footer-body">
  <ul><li>A stand-in for Confluence ${version}, drawn with AUI ${aui}</li></ul>
</section></footer>`;
}
