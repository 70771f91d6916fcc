import { asset } from '../assets.ts';
import { page } from '../reply.ts';
import { type Call, type Route, route } from '../routes.ts';
import { type Chrome, showPage } from './document.ts';
import { html } from './html.ts';
import { logIn } from './login.ts';
import { viewOf } from './view.ts';

/** Static files of the products, the same for every visitor. In the playground these folders all have the same content. */
const STATIC = [
  '/s/*',
  '/images/*',
  '/static-assets/*',
  '/download/resources/*',
  '/download/batch/*',
  '/download/contextbatch/*',
];

/** The pages both products have in the same way. */
export function pageRoutes(chrome: Chrome): Route[] {
  return [
    ...STATIC.map((pattern) => route('GET', pattern, asset)),
    route('GET', '/plain', (call) => showPage(chrome, call, () => plain)),
    route('GET', '/playground/header', headerAlone(chrome)),
    route('GET', chrome.loginPage, logIn(chrome)),
    route('POST', chrome.loginPage, logIn(chrome)),
  ];
}

/** A fresh header as the server draws it, for pages that draw theirs anew. */
const headerAlone = (chrome: Chrome) => (call: Call) => {
  const view = viewOf(call);
  const cookies = view.cookies.length > 0 ? { 'Set-Cookie': view.cookies } : {};
  return page(200, chrome.header(view).html, cookies);
};

const plain = {
  title: 'Plain',
  hasHeader: false,
  main: html`<main class="narrow" id="content"><section class="card">
    <h1>A page without the header</h1>
    <p>Dialogs, printable views and gadgets in frames have none.</p>
  </section></main>`,
};
