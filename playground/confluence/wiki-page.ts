import { html, trusted } from '../pages/html.ts';
import type { View } from '../pages/view.ts';
import { type Content, spaces } from './content-store.ts';

/** A wiki page with the space's other pages beside it. */
export function wikiPage(view: View, content: Content, readable: readonly Content[]) {
  const { context, directory } = view.site;
  const space = spaces.find(({ key }) => key === content.space);
  const inSpace = readable.filter(({ space: key }) => key === content.space);
  const who = directory.find(content.modifier)?.displayName ?? 'Anonymous';
  const when = new Date(content.modifiedAt).toLocaleDateString('en', { dateStyle: 'medium' });
  return {
    title: `${content.title} - ${space?.name ?? content.space}`,
    main: html`
<div class="space">
  <nav class="space-pages" aria-label="Pages">
    <p class="space-name"><span class="space-logo" aria-hidden="true">${content.space.slice(0, 1)}</span>${space?.name}</p>
    <p class="heading">Pages</p>
    <ul>${inSpace.map(
      (one) => html`
      <li><a href="${context}/pages/viewpage.action?pageId=${one.id}"${one === content && html` aria-current="page"`}>${one.title}</a></li>`,
    )}
    </ul>
  </nav>
  <main id="content" class="page view">
    <ol id="breadcrumbs" class="aui-nav aui-nav-breadcrumbs"><li><a href="${context}/display/${content.space}">${space?.name}</a></li><li>${content.title}</li></ol>
    <div class="page-head"><h1 id="title-text">${content.title}</h1><div class="aui-buttons"><button class="aui-button" id="redraw-header" type="button">Draw the header anew</button></div></div>
    <p class="page-metadata">Last modified by ${who} on ${when}</p>
    <div id="main-content" class="wiki-content">${trusted(withoutScripts(content.body))}${handbook}</div>
  </main>
</div>`,
  };
}

const OTHER_TAG =
  /<(?!\/?(?:p|h[1-6]|ul|ol|li|strong|em|code|pre|br|table|tbody|tr|t[dh])\s*\/?>)/gi;

/** Of what people write into a page, tags without attributes count; all others are shown as text. */
function withoutScripts(body: string): string {
  return body.replace(OTHER_TAG, '&lt;');
}

const handbook = html`
  <h2>What this is</h2>
  <p>A stand-in for Confluence that runs on your own machine. It knows a handful of people, two spaces and a few pages, and it answers scripts the way the product does.</p>
  <table class="aui"><thead><tr><th scope="col">Space</th><th scope="col">Who may read it</th></tr></thead>
  <tbody><tr><td>Demonstration Space</td><td>Everybody, logged in or not</td></tr><tr><td>Team Space</td><td>Everybody who is logged in</td></tr></tbody></table>`;
