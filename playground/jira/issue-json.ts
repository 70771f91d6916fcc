import type { Site } from '../site.ts';
import {
  type Attachment,
  type Comment,
  type Issue,
  type Project,
  projects,
} from './issue-store.ts';
import { userJson } from './user-json.ts';

export function projectJson(site: Site, { id, key, name }: Project) {
  return { id, key, name, self: `${site.baseUrl()}/rest/api/2/project/${id}` };
}

export function issueJson(site: Site, issue: Issue) {
  const api = `${site.baseUrl()}/rest/api/2`;
  const project = projects.find(({ key }) => key === issue.project);
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog',
    id: issue.id,
    self: `${api}/issue/${issue.id}`,
    key: issue.key,
    fields: {
      summary: issue.summary,
      description: issue.description,
      project: project && projectJson(site, project),
      issuetype: { id: '10001', name: issue.type, subtask: false },
      status: { id: '1', name: issue.status },
      priority: { id: '3', name: 'Medium' },
      labels: issue.labels,
      creator: person(site, issue.creator),
      reporter: person(site, issue.creator),
      assignee: issue.assignee === undefined ? null : person(site, issue.assignee),
      created: instant(issue.createdAt),
      updated: instant(issue.updatedAt),
      attachment: issue.attachments.map((one) => attachmentJson(site, one)),
      comment: {
        comments: issue.comments.map((one) => commentJson(site, issue, one)),
        maxResults: issue.comments.length,
        total: issue.comments.length,
        startAt: 0,
      },
    },
  };
}

export function commentJson(site: Site, issue: Issue, comment: Comment) {
  return {
    self: `${site.baseUrl()}/rest/api/2/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    author: person(site, comment.author),
    body: comment.body,
    updateAuthor: person(site, comment.author),
    created: instant(comment.createdAt),
    updated: instant(comment.createdAt),
  };
}

export function attachmentJson(site: Site, attachment: Attachment) {
  const { id, filename } = attachment;
  return {
    self: `${site.baseUrl()}/rest/api/2/attachment/${id}`,
    id,
    filename,
    author: person(site, attachment.author),
    created: instant(attachment.createdAt),
    size: attachment.data.length,
    mimeType: attachment.mimeType,
    content: `${site.baseUrl()}/secure/attachment/${id}/${encodeURIComponent(filename)}`,
  };
}

function person(site: Site, name: string) {
  const user = site.directory.find(name);
  return user ? userJson(site, user) : null;
}

function instant(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
