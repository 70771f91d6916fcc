import { type Html, html } from './html.ts';
import type { View } from './view.ts';

/** Both products; `ajs-base-url` is the configured one and may differ from the address bar. */
export function commonMetas({ site, user, session }: View, version: string, build: string): Html {
  return html`<meta name="ajs-context-path" content="${site.context}">
  <meta name="ajs-base-url" content="${site.baseUrl()}">
  <meta name="ajs-version-number" content="${version}">
  <meta name="ajs-build-number" content="${build}">
  <meta name="ajs-remote-user" content="${user?.name ?? ''}">
  <meta name="ajs-remote-user-fullname" content="${user?.displayName ?? ''}">
  <meta name="ajs-dev-mode" content="false">
  <meta id="atlassian-token" name="atlassian-token" content="${session.xsrfToken}">`;
}
