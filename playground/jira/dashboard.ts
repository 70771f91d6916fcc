import { type Html, html, nothing } from '../pages/html.ts';
import type { View } from '../pages/view.ts';
import type { Issue } from './issue-store.ts';

/** The system dashboard: a few gadgets in two columns. */
export function dashboard(view: View, issues: readonly Issue[]) {
  const { user, site } = view;
  const mine = issues.filter(({ assignee }) => assignee !== undefined && assignee === user?.name);
  return {
    title: 'System Dashboard',
    main: html`
<main id="content" class="wide">
  <div class="page-head"><h1>System Dashboard</h1><div class="aui-buttons"><button class="aui-button" id="redraw-header" type="button">Draw the header anew</button></div></div>
  <div class="columns">
    <div class="column">
      ${gadget('Introduction', html`<h3>Welcome to Playground Jira</h3><p>${user ? `You are logged in as ${user.displayName}.` : 'You are not logged in.'} This is a stand-in: it behaves as Jira does where tokens, sessions and menus are concerned, and forgets everything when it stops.</p>`)}
      ${user ? gadget('Assigned to Me', issueTable(site.context, mine)) : nothing}
    </div>
    <div class="column">
      ${gadget('Recently Created', issueTable(site.context, issues.slice(0, 8)))}
    </div>
  </div>
</main>`,
  };
}

function gadget(title: string, content: Html): Html {
  return html`<section class="card gadget"><h2>${title}</h2><div class="gadget-body">${content}</div></section>`;
}

function issueTable(context: string, issues: readonly Issue[]): Html {
  if (issues.length === 0) return html`<p class="quiet">There are no issues to show.</p>`;
  return html`<table class="aui issues"><thead><tr><th scope="col">Key</th><th scope="col">Summary</th><th scope="col">Status</th></tr></thead><tbody>${issues.map(
    (issue) => html`
    <tr><td class="key"><a href="${context}/browse/${issue.key}">${issue.key}</a></td><td>${issue.summary}</td><td>${lozenge(issue.status)}</td></tr>`,
  )}
  </tbody></table>`;
}

const LOZENGES: Record<string, string> = {
  Done: 'aui-lozenge-success',
  'In Progress': 'aui-lozenge-inprogress',
};

export function lozenge(status: string): Html {
  return html`<span class="aui-lozenge aui-lozenge-subtle ${LOZENGES[status] ?? ''}">${status}</span>`;
}
