import { html, nothing } from '../pages/html.ts';
import type { View } from '../pages/view.ts';
import { lozenge } from './dashboard.ts';
import { type Issue, projects } from './issue-store.ts';

export function issuePage({ site }: View, issue: Issue) {
  const name = (userName: string) => site.directory.find(userName)?.displayName ?? userName;
  const project = projects.find(({ key }) => key === issue.project)?.name ?? issue.project;
  return {
    title: `[${issue.key}] ${issue.summary}`,
    main: html`
<main id="content" class="wide">
  <ol class="aui-nav aui-nav-breadcrumbs"><li><a href="${site.context}/">${project}</a></li><li>${issue.key}</li></ol>
  <div class="page-head"><h1 id="summary-val">${issue.summary}</h1><div class="aui-buttons"><button class="aui-button" id="redraw-header" type="button">Draw the header anew</button></div></div>
  <div class="columns">
    <div class="column main-column">
      <section class="card"><h2>Description</h2><p>${issue.description || 'No description yet.'}</p></section>
      <section class="card"><h2>Activity</h2>
        ${issue.comments.length === 0 ? html`<p class="quiet">There are no comments yet on this issue.</p>` : nothing}
        ${issue.comments.map((one) => html`<p><strong>${name(one.author)}</strong><br>${one.body}</p>`)}
      </section>
    </div>
    <div class="column">
      <section class="card"><h2>Details</h2><dl class="details">
        <dt>Type</dt><dd>${issue.type}</dd><dt>Status</dt><dd>${lozenge(issue.status)}</dd>
        <dt>Reporter</dt><dd>${name(issue.creator)}</dd>
        <dt>Assignee</dt><dd>${issue.assignee === undefined ? 'Unassigned' : name(issue.assignee)}</dd>
      </dl></section>
    </div>
  </div>
</main>`,
  };
}
