import type { Issue } from './issue-store.ts';

export type Jql =
  | { kind: 'filter'; test: (issue: Issue) => boolean }
  | { kind: 'error'; message: string };

type Fields = Record<string, (issue: Issue) => string>;

const FIELDS: Fields = {
  project: (issue) => issue.project,
  key: (issue) => issue.key,
  issuekey: (issue) => issue.key,
  id: (issue) => issue.id,
  status: (issue) => issue.status,
  issuetype: (issue) => issue.type,
  creator: (issue) => issue.creator,
  reporter: (issue) => issue.creator,
  assignee: (issue) => issue.assignee ?? '',
  summary: (issue) => issue.summary,
  description: (issue) => issue.description,
  text: (issue) =>
    [issue.summary, issue.description, ...issue.comments.map(({ body }) => body)].join(' '),
};

/** Enough of JQL: clauses with `=`, `!=` and `~` joined by AND; an ORDER BY is read over. */
export function parseJql(jql: string, userName: string | undefined): Jql {
  const [where = ''] = jql.split(/\border\s+by\b/i, 1);
  const tests: ((issue: Issue) => boolean)[] = [];
  for (const clause of where.split(/\s+and\s+/i).map((part) => part.trim())) {
    if (clause === '') continue;
    const match = /^"?(\w+)"?\s*(!=|=|~)\s*(?:"([^"]*)"|'([^']*)'|(\S+))$/.exec(clause);
    const field = FIELDS[match?.[1]?.toLowerCase() ?? ''];
    if (!match || !field) return { kind: 'error', message: `Error in the JQL Query: '${clause}'.` };
    const given = match[3] ?? match[4] ?? match[5] ?? '';
    const value = (given === 'currentUser()' ? (userName ?? '') : given).toLowerCase();
    tests.push((issue) => compare(match[2] ?? '=', field(issue).toLowerCase(), value));
  }
  return { kind: 'filter', test: (issue) => tests.every((test) => test(issue)) };
}

function compare(operator: string, actual: string, value: string): boolean {
  if (operator === '~') return actual.includes(value.replace(/\*$/, ''));
  return (actual === value) === (operator === '=');
}
