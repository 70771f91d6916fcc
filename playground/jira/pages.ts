import { type Chrome, showPage } from '../pages/document.ts';
import { html } from '../pages/html.ts';
import { logOut, redirectToLogin } from '../pages/login.ts';
import { profile } from '../pages/profile.ts';
import { json } from '../reply.ts';
import { type Call, type Route, route, signedIn } from '../routes.ts';
import type { User } from '../users.ts';
import { dashboard } from './dashboard.ts';
import { issuePage } from './issue-page.ts';
import { type IssueStore, mayBrowse } from './issue-store.ts';

export function jiraPages(chrome: Chrome, issues: IssueStore): Route[] {
  const showDashboard = (call: Call) => {
    const isLoggedIn = call.identity.user !== undefined;
    const shown = issues.all().filter(({ project }) => mayBrowse(project, isLoggedIn));
    return showPage(chrome, call, (view) => dashboard(view, shown));
  };
  const homes = ['/', '/default.jsp', '/secure/Dashboard.jspa', '/secure/MyJiraHome.jspa'];
  return [
    ...homes.map((path) => route('GET', path, showDashboard)),
    route('GET', '/browse/:key', showIssue(chrome, issues)),
    route('GET', '/secure/ViewProfile.jspa', (call) => {
      const { user } = call.identity;
      if (!user) return redirectToLogin(chrome, call);
      return showPage(chrome, call, (view) => profile(view, user));
    }),
    route('POST', '/secure/QuickCreateIssue.jspa', signedIn(quickCreate(issues))),
    route('GET', '/logout', logOut(chrome)),
    route('GET', '/secure/Logout.jspa', logOut(chrome)),
  ];
}

const showIssue = (chrome: Chrome, issues: IssueStore) => (call: Call) => {
  const issue = issues.find(call.params.key ?? '');
  const { user } = call.identity;
  if (issue && mayBrowse(issue.project, user !== undefined)) {
    return showPage(chrome, call, (view) => issuePage(view, issue));
  }
  if (!user) return redirectToLogin(chrome, call);
  const main = html`<main class="narrow" id="content"><section class="card"><h1>Issue not found</h1></section></main>`;
  return showPage(chrome, call, () => ({ title: 'Issue not found', main }), 404);
};

/** What the Create dialog posts: a form, answered with who asked for what. */
const quickCreate =
  (issues: IssueStore) =>
  ({ request }: Call, user: User) => {
    const summary = request.form.get('summary')?.trim();
    if (!summary) return json(400, { errors: { summary: 'You must specify a summary' } });
    const issue = issues.create({ project: 'DEMO', summary, creator: user.name });
    return json(200, {
      issueKey: issue.key,
      creator: user.name,
      fields: Object.fromEntries(request.form),
    });
  };
