import { createRequire } from 'node:module';
import { ConfluenceClient } from 'confluence.js';
import { Version2Client } from 'jira.js';

// What people's scripts do with a token, by the clients they do it with: each creates something, reads it back, finds it,
// attaches a file, and answers who the product says did it.
type Use = (
  site: string,
  user: string,
  secret: string,
) => Promise<{ creator: string; found: boolean; attached: string }>;

export const withJiraJs: Use = async (site, user, secret) => {
  const client = new Version2Client({
    host: site,
    authentication: { basic: { email: user, apiToken: secret } },
  });
  const summary = `By jira.js, ${crypto.randomUUID()}`;
  const { key } = await client.issues.createIssue({
    fields: { project: { key: 'DEMO' }, summary, issuetype: { name: 'Task' } },
  });
  const issue = await client.issues.getIssue({ issueIdOrKey: key });
  const found = await client.issueSearch.searchForIssuesUsingJqlPost({
    jql: `summary ~ "${summary}"`,
  });
  const [attachment] = await client.issueAttachments.addAttachment({
    issueIdOrKey: key,
    attachment: { filename: 'notes.txt', file: Buffer.from('some notes') },
  });
  return {
    creator: (issue.fields.creator as unknown as { name: string }).name,
    found: found.issues?.some((one) => one.key === key) ?? false,
    attached: attachment?.filename ?? '',
  };
};

interface JiraClient {
  addNewIssue(issue: object): Promise<{ key: string }>;
  findIssue(key: string): Promise<{ fields: { creator: { name: string } } }>;
  searchJira(jql: string): Promise<{ issues: { key: string }[] }>;
  addAttachmentOnIssue(key: string, file: object): Promise<{ filename: string }[]>;
}

export const withJiraClient: Use = async (site, user, secret) => {
  const JiraApi = createRequire(import.meta.url)('jira-client') as new (
    options: object,
  ) => JiraClient;
  const { hostname, port, pathname } = new URL(site);
  const client = new JiraApi({
    protocol: 'http',
    host: hostname,
    port,
    base: pathname.slice(1),
    username: user,
    password: secret,
  });
  const summary = `By jira-client, ${crypto.randomUUID()}`;
  const { key } = await client.addNewIssue({
    fields: { project: { key: 'DEMO' }, summary, issuetype: { name: 'Bug' } },
  });
  const issue = await client.findIssue(key);
  const { issues } = await client.searchJira(`summary ~ "${summary}"`);
  const file = { value: Buffer.from('some notes'), options: { filename: 'notes.txt' } };
  const [attachment] = await client.addAttachmentOnIssue(key, file);
  return {
    creator: issue.fields.creator.name,
    found: issues.some((one) => one.key === key),
    attached: attachment?.filename ?? '',
  };
};

export const withFetch: Use = async (site, user, secret) => {
  const authorization = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  async function call<T>(path: string, body?: object | FormData): Promise<T> {
    const isForm = body instanceof FormData;
    const response = await fetch(`${site}/rest/api/2${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        Authorization: authorization,
        ...(body && !isForm && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  const summary = `By fetch, ${crypto.randomUUID()}`;
  const { key } = await call<{ key: string }>('/issue', {
    fields: { project: { key: 'DEMO' }, summary, issuetype: { name: 'Task' } },
  });
  const issue = await call<{ fields: { creator: { name: string } } }>(`/issue/${key}`);
  const jql = encodeURIComponent(`summary ~ "${summary}"`);
  const { issues } = await call<{ issues: { key: string }[] }>(`/search?jql=${jql}`);
  const form = new FormData();
  form.append('file', new Blob(['some notes']), 'notes.txt');
  const [attachment] = await call<{ filename: string }[]>(`/issue/${key}/attachments`, form);
  return {
    creator: issue.fields.creator.name,
    found: issues.some((one) => one.key === key),
    attached: attachment?.filename ?? '',
  };
};

export const withConfluenceJs: Use = async (site, user, secret) => {
  // Its own Basic takes e-mail addresses alone, and its prefix is Cloud's; Data Center has neither.
  const authorization = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  const client = new ConfluenceClient({
    host: site,
    apiPrefix: '/rest',
    baseRequestConfig: { headers: { Authorization: authorization } },
  });
  const title = `By confluence.js, ${crypto.randomUUID()}`;
  const { id } = await client.content.createContent({
    type: 'page',
    title,
    space: { key: 'DS' },
    body: { storage: { value: '<p>Hello</p>', representation: 'storage' } },
  } as never);
  const page = await client.content.getContentById({ id, expand: ['history'] });
  const found = await client.content.searchContentByCQL({ cql: `title ~ "${title}"` });
  const attached = await client.contentAttachments.createAttachments({
    id,
    attachments: { filename: 'notes.txt', file: Buffer.from('some notes'), minorEdit: true },
  });
  return {
    creator: (page as unknown as { history: { createdBy: { username: string } } }).history.createdBy
      .username,
    found: found.results.some((one) => one.id === id),
    attached: attached.results[0]?.title ?? '',
  };
};
