import { redirect } from '../reply.ts';
import { parameter } from '../request.ts';
import type { Call } from '../routes.ts';
import { type Chrome, showPage } from './document.ts';
import { html, nothing } from './html.ts';
import type { View } from './view.ts';

/** The form itself logs in (see authenticate-form.ts); this only says what came of it. */
export function logIn(chrome: Chrome) {
  return (call: Call) => {
    const { site, request, identity } = call;
    const destination = parameter(request, 'os_destination') ?? '';
    if (identity.user && request.method === 'POST')
      return redirect(within(site.context, destination));
    const hasFailed = identity.reason === 'AUTHENTICATED_FAILED' && request.method === 'POST';
    return showPage(chrome, call, (view) => ({
      title: 'Log in',
      main: form(chrome, view, destination, hasFailed),
    }));
  };
}

export function logOut(chrome: Chrome) {
  return (call: Call) => {
    const { site, identity } = call;
    if (identity.session) site.sessions.close(identity.session.id);
    const after = {
      ...call,
      identity: { user: undefined, by: 'none', session: undefined } as const,
    };
    const reply = showPage(chrome, after, () => ({
      title: 'Logout',
      main: goodbye(chrome, site.context),
    }));
    return {
      ...reply,
      headers: { ...reply.headers, 'X-Seraph-LoginReason': 'OUT', 'X-AUSERNAME': 'anonymous' },
    };
  };
}

export function redirectToLogin(chrome: Chrome, { site, request }: Call) {
  const query = new URLSearchParams({ os_destination: request.path });
  return redirect(`${site.context}${chrome.loginPage}?${query}`);
}

/** A destination stays inside the product: a path, with the context or without. */
function within(context: string, destination: string): string {
  if (!/^\/(?![/\\])[\x21-\x7E]*$/.test(destination)) return `${context}/`;
  return destination.startsWith(`${context}/`) ? destination : `${context}${destination}`;
}

function form(chrome: Chrome, { site }: View, destination: string, hasFailed: boolean) {
  return html`
<main class="narrow" id="content">
  <section class="card login">
    <h1>Log in to ${chrome.siteName}</h1>
    ${hasFailed ? html`<div class="aui-message aui-message-error error" role="alert"><p>Sorry, your username and password are incorrect - please try again.</p></div>` : nothing}
    <form class="aui top-label" id="login-form" method="post" action="${site.context}${chrome.loginPage}">
      <div class="field-group">
        <label for="login-form-username">Username</label>
        <input class="text" id="login-form-username" name="os_username" type="text" autocomplete="username" autofocus required>
      </div>
      <div class="field-group">
        <label for="login-form-password">Password</label>
        <input class="password text" id="login-form-password" name="os_password" type="password" autocomplete="current-password" required>
      </div>
      <input type="hidden" name="os_destination" value="${destination}">
      <div class="buttons">
        <button class="aui-button aui-button-primary" id="login-form-submit" type="submit">Log In</button>
      </div>
    </form>
  </section>
</main>`;
}

function goodbye(chrome: Chrome, context: string) {
  return html`
<main class="narrow" id="content">
  <section class="card">
    <h1>Logout</h1>
    <p>You are now logged out of ${chrome.siteName}. Any automatic login has also been stopped.</p>
    <p><a href="${context}${chrome.loginPage}">Log in again</a></p>
  </section>
</main>`;
}
