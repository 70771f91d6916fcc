import { json } from '../reply.ts';
import { jsonObject } from '../request.ts';
import { type Call, failure, type Route, route } from '../routes.ts';
import { issueJson } from './issue-json.ts';
import { type IssueStore, mayBrowse } from './issue-store.ts';
import { parseJql } from './jql.ts';

/** Search is open to everybody; an anonymous caller finds what is public, with 200. */
export function searchRoutes(api: string, issues: IssueStore): Route[] {
  return [
    route('GET', `${api}/search`, (call) =>
      search(issues, call, Object.fromEntries(call.request.query)),
    ),
    route('POST', `${api}/search`, (call) => search(issues, call, jsonObject(call.request) ?? {})),
  ];
}

interface Wish {
  jql?: unknown;
  startAt?: unknown;
  maxResults?: unknown;
}

function search(issues: IssueStore, { site, identity: { user } }: Call, wish: Wish) {
  const jql = parseJql(String(wish.jql ?? ''), user?.name);
  if (jql.kind === 'error') return failure(site, 400, jql.message);
  const startAt = Number(wish.startAt ?? 0);
  const maxResults = Math.min(Number(wish.maxResults ?? 50), 1000);
  const found = issues
    .all()
    .filter((issue) => mayBrowse(issue.project, user !== undefined) && jql.test(issue));
  const page = found.slice(startAt, startAt + maxResults);
  return json(200, {
    expand: 'schema,names',
    startAt,
    maxResults,
    total: found.length,
    issues: page.map((issue) => issueJson(site, issue)),
  });
}
