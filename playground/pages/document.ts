import { page, type Reply } from '../reply.ts';
import type { Call } from '../routes.ts';
import { type Html, html, nothing } from './html.ts';
import { type View, viewOf } from './view.ts';

/** What a product draws around its pages. */
export interface Chrome {
  siteName: string;
  bodyId: string;
  metas(view: View): Html;
  header(view: View): Html;
  footer(view: View): Html;
  /** The product's login page, after the context. */
  loginPage: string;
}

export interface Page {
  title: string;
  main: Html;
  /** Some pages of the products have no header. */
  hasHeader?: boolean;
}

export function showPage(
  chrome: Chrome,
  call: Call,
  draw: (view: View) => Page,
  status = 200,
): Reply {
  const view = viewOf(call);
  const body = renderDocument(chrome, view, draw(view));
  return page(status, body, view.cookies.length > 0 ? { 'Set-Cookie': view.cookies } : {});
}

function renderDocument(
  chrome: Chrome,
  view: View,
  { title, main, hasHeader = true }: Page,
): string {
  const { site, aui } = view;
  const base = `${site.context}/s`;
  const look = view.aui === 8 ? 'legacy' : 'current';
  const document = html`<!DOCTYPE html>
<html lang="en"${colourMode(view)}>
<head>
  <meta charset="utf-8">
  <meta http-equiv="X-UA-Compatible" content="IE=Edge">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title} - ${chrome.siteName}</title>
  ${chrome.metas(view)}
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="${base}/aui-${aui}/aui-prototyping.css">
  <link rel="stylesheet" href="${base}/playground/page.css">
  <script src="${base}/jquery/jquery.js"></script>
  <script src="${base}/aui-${aui}/aui-prototyping.js"></script>
  <script src="${base}/playground/page.js" defer></script>
</head>
<body id="${chrome.bodyId}" class="theme-default aui-layout aui-theme-default ${look}" data-aui-version="${aui === 8 ? '8.3.1' : '10.0.4'}">
<div id="page">
${hasHeader ? chrome.header(view) : nothing}
${main}
${hasHeader ? chrome.footer(view) : nothing}
</div>
</body>
</html>
`;
  return document.html;
}

/** Only the newer generation knows colour modes; nothing there means light. */
function colourMode({ aui, theme }: View): Html {
  if (aui === 8) return nothing;
  return html` data-theme="dark:dark light:light" data-color-mode="${theme}"`;
}
