export interface Comment {
  id: string;
  author: string;
  body: string;
  createdAt: number;
}

export interface Attachment {
  id: string;
  author: string;
  filename: string;
  mimeType: string;
  data: Buffer;
  createdAt: number;
}

export interface Issue {
  id: string;
  key: string;
  project: string;
  summary: string;
  description: string;
  type: string;
  status: string;
  labels: string[];
  /** Names of users. */
  creator: string;
  assignee: string | undefined;
  createdAt: number;
  updatedAt: number;
  comments: Comment[];
  attachments: Attachment[];
}

export interface Project {
  id: string;
  key: string;
  name: string;
  /** Whether anonymous visitors may browse it. */
  isPublic: boolean;
}

export const projects: readonly Project[] = [
  { id: '10000', key: 'DEMO', name: 'Demonstration', isPublic: true },
  { id: '10001', key: 'OPS', name: 'Operations', isPublic: false },
];

export type NewIssue = Pick<Issue, 'project' | 'summary' | 'creator'> & Partial<Issue>;
export type IssueStore = ReturnType<typeof createIssueStore>;

const FIRST: readonly NewIssue[] = [
  { project: 'DEMO', summary: 'Welcome to the playground', creator: 'admin', status: 'Done' },
  {
    project: 'DEMO',
    summary: 'Release notes for the spring release',
    creator: 'bob',
    assignee: 'alice',
    status: 'In Progress',
  },
  {
    project: 'DEMO',
    summary: 'The nightly build forgets its password',
    creator: 'alice',
    type: 'Bug',
  },
  { project: 'DEMO', summary: 'Export the backlog as CSV', creator: 'carol', assignee: 'alice' },
  { project: 'OPS', summary: 'Rotate the database credentials', creator: 'admin', assignee: 'bob' },
];

export function createIssueStore(now: () => number) {
  const issues = new Map<string, Issue>();
  let nextId = 0;
  function newId() {
    nextId += 1;
    return String(nextId);
  }

  function create(wish: NewIssue): Issue {
    const count = [...issues.values()].filter((one) => one.project === wish.project).length;
    const issue: Issue = {
      id: newId(),
      key: `${wish.project}-${count + 1}`,
      description: '',
      type: 'Task',
      status: 'To Do',
      labels: [],
      assignee: undefined,
      createdAt: now(),
      updatedAt: now(),
      comments: [],
      attachments: [],
      ...wish,
    };
    issues.set(issue.key, issue);
    return issue;
  }

  function reset() {
    issues.clear();
    nextId = 10_000;
    for (const issue of FIRST) create(issue);
  }

  reset();
  return {
    create,
    reset,
    newId,
    now,
    find: (idOrKey: string) =>
      issues.get(idOrKey.toUpperCase()) ?? [...issues.values()].find((one) => one.id === idOrKey),
    findAttachment: (id: string) =>
      [...issues.values()].flatMap((one) => one.attachments).find((one) => one.id === id),
    /** Newest first. */
    all: () => [...issues.values()].reverse(),
  };
}

export function mayBrowse(projectKey: string, isLoggedIn: boolean): boolean {
  return isLoggedIn || projects.some(({ key, isPublic }) => key === projectKey && isPublic);
}
