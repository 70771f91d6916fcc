import { empty, json, type Reply } from '../reply.ts';
import { isObject, jsonObject, stringAt } from '../request.ts';
import { type Call, failure, type Route, route, signedIn } from '../routes.ts';
import type { User } from '../users.ts';
import { commentJson, issueJson, projectJson } from './issue-json.ts';
import { type Issue, type IssueStore, mayBrowse, projects } from './issue-store.ts';

export function issueRoutes(api: string, issues: IssueStore): Route[] {
  return [
    route('POST', `${api}/issue`, signedIn(createIssue(issues))),
    route('GET', `${api}/issue/:key`, showIssue(issues)),
    route('PUT', `${api}/issue/:key`, signedIn(updateIssue(issues))),
    route('GET', `${api}/issue/:key/comment`, listComments(issues)),
    route('POST', `${api}/issue/:key/comment`, signedIn(addComment(issues))),
    route('GET', `${api}/issue/:key/comment/:comment`, showComment(issues)),
    route('GET', `${api}/field`, () => json(200, fields)),
    route('GET', `${api}/project/:key`, showProject),
    route('GET', `${api}/project`, listProjects),
  ];
}

/** python-jira asks for them before it searches. */
const fields = ['summary', 'status', 'creator', 'assignee', 'project', 'issuetype'].map((id) => ({
  id,
  name: id,
  custom: false,
  navigable: true,
  searchable: true,
  clauseNames: [id],
}));

function listProjects({ site, identity: { user } }: Call): Reply {
  const visible = projects.filter(({ key }) => mayBrowse(key, user !== undefined));
  return json(
    200,
    visible.map((project) => projectJson(site, project)),
  );
}

function showProject({ site, params, identity }: Call): Reply {
  const project = projects.find(({ key }) => key === params.key);
  if (project && mayBrowse(project.key, identity.user !== undefined))
    return json(200, projectJson(site, project));
  return failure(site, 404, `No project could be found with key '${params.key}'.`);
}

/** The issue of the path if the caller may see it, else Jira's answer to that. */
export function withIssue(issues: IssueStore, call: Call, handle: (issue: Issue) => Reply): Reply {
  const issue = issues.find(call.params.key ?? '');
  if (!issue) return failure(call.site, 404, 'Issue Does Not Exist');
  if (mayBrowse(issue.project, call.identity.user !== undefined)) return handle(issue);
  return failure(call.site, 401, 'You do not have the permission to see the specified issue.');
}

const createIssue = (issues: IssueStore) => (call: Call, user: User) => {
  const fields = jsonObject(call.request)?.fields;
  const wanted = stringAt(fields, 'project', 'key') ?? stringAt(fields, 'project', 'id');
  const project = projects.find(({ id, key }) => id === wanted || key === wanted);
  const summary = stringAt(fields, 'summary')?.trim();
  if (!project) return failure(call.site, 400, '', { project: 'project is required' });
  if (!summary) {
    return failure(call.site, 400, '', { summary: 'You must specify a summary of the issue.' });
  }
  const labels = isObject(fields) && Array.isArray(fields.labels) ? fields.labels.map(String) : [];
  const issue = issues.create({
    project: project.key,
    summary,
    description: stringAt(fields, 'description') ?? '',
    type: stringAt(fields, 'issuetype', 'name') ?? 'Task',
    assignee: stringAt(fields, 'assignee', 'name'),
    labels,
    creator: user.name,
  });
  const { id, key, self } = issueJson(call.site, issue);
  return json(201, { id, key, self });
};

const showIssue = (issues: IssueStore) => (call: Call) =>
  withIssue(issues, call, (issue) => json(200, issueJson(call.site, issue)));

const updateIssue = (issues: IssueStore) => (call: Call) =>
  withIssue(issues, call, (issue) => {
    const fields = jsonObject(call.request)?.fields;
    issue.summary = stringAt(fields, 'summary') ?? issue.summary;
    issue.description = stringAt(fields, 'description') ?? issue.description;
    issue.updatedAt = issues.now();
    return empty(204);
  });

const listComments = (issues: IssueStore) => (call: Call) =>
  withIssue(issues, call, (issue) => json(200, issueJson(call.site, issue).fields.comment));

const addComment = (issues: IssueStore) => (call: Call, user: User) =>
  withIssue(issues, call, (issue) => {
    const body = stringAt(jsonObject(call.request), 'body');
    if (!body) return failure(call.site, 400, '', { comment: 'Comment body can not be empty!' });
    const comment = { id: issues.newId(), author: user.name, body, createdAt: issues.now() };
    issue.comments.push(comment);
    return json(201, commentJson(call.site, issue, comment));
  });

const showComment = (issues: IssueStore) => (call: Call) =>
  withIssue(issues, call, (issue) => {
    const comment = issue.comments.find(({ id }) => id === call.params.comment);
    if (!comment) return failure(call.site, 404, 'Can not find a comment for the id');
    return json(200, commentJson(call.site, issue, comment));
  });
