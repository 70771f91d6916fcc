import { createRequire } from 'node:module';
import { ConfluenceClient } from 'confluence.js';
import { Version2Client } from 'jira.js';
import { afterAll, describe, expect, it } from 'vitest';
import { startPlayground } from './index.ts';
import { basic } from './test-support.ts';

const playground = await startPlayground({ port: 0 });
afterAll(() => playground.close());

const authentication = { basic: { email: 'alice', apiToken: 'alice' } };

describe('jira.js', () => {
  const jira = new Version2Client({ host: playground.jira, authentication });

  it('creates, reads, comments, searches, attaches', async () => {
    expect(await jira.myself.getCurrentUser()).toMatchObject({ name: 'alice' });
    const { key } = await jira.issues.createIssue({
      fields: { project: { key: 'DEMO' }, summary: 'By jira.js', issuetype: { name: 'Task' } },
    });
    const issue = await jira.issues.getIssue({ issueIdOrKey: key });
    expect(issue.fields.creator).toMatchObject({ name: 'alice' });
    await jira.issueComments.addComment({ issueIdOrKey: key, comment: 'wiki *markup*' });
    const jql = 'text ~ "markup"';
    const found = await jira.issueSearch.searchForIssuesUsingJql({ jql });
    expect(found.issues).toMatchObject([{ key }]);
    const attachment = { filename: 'a.txt', file: Buffer.from('text') };
    const attached = await jira.issueAttachments.addAttachment({ issueIdOrKey: key, attachment });
    expect(attached).toMatchObject([{ filename: 'a.txt', size: 4 }]);
  });

  it('is told of a wrong password', async () => {
    const wrong = { basic: { email: 'alice', apiToken: 'wrong' } };
    const other = new Version2Client({ host: playground.jira, authentication: wrong });
    await expect(other.myself.getCurrentUser()).rejects.toMatchObject({ status: 401 });
  });
});

interface JiraApi {
  getCurrentUser(): Promise<unknown>;
  addNewIssue(issue: object): Promise<{ key: string }>;
  findIssue(key: string): Promise<{ fields: { creator: { name: string } } }>;
  searchJira(jql: string): Promise<{ total: number }>;
  addAttachmentOnIssue(key: string, file: object): Promise<unknown>;
}

describe('jira-client', () => {
  const JiraApi = createRequire(import.meta.url)('jira-client') as new (options: object) => JiraApi;
  const { hostname, port } = new URL(playground.origin);
  const login = { username: 'bob', password: 'bob' };
  const client = new JiraApi({ protocol: 'http', host: hostname, port, base: 'jira', ...login });

  it('creates, reads, searches, attaches', async () => {
    expect(await client.getCurrentUser()).toMatchObject({ name: 'bob' });
    const fields = { project: { key: 'DEMO' }, summary: 'Löwe', issuetype: { name: 'Bug' } };
    const { key } = await client.addNewIssue({ fields });
    expect((await client.findIssue(key)).fields.creator.name).toBe('bob');
    expect((await client.searchJira('summary ~ "löwe"')).total).toBe(1);
    const file = { value: Buffer.from('text'), options: { filename: 'a.txt' } };
    expect(await client.addAttachmentOnIssue(key, file)).toMatchObject([{ filename: 'a.txt' }]);
  });
});

describe('confluence.js', () => {
  // It takes e-mail addresses only as user names, and without the prefix calls Cloud's paths.
  const host = playground.confluence;
  const baseRequestConfig = { headers: basic('alice') };
  const confluence = new ConfluenceClient({ host, apiPrefix: '/rest', baseRequestConfig });

  it('creates, reads, searches, attaches', async () => {
    expect(await confluence.users.getCurrentUser()).toMatchObject({ username: 'alice' });
    const { id } = await confluence.content.createContent({
      type: 'page',
      title: 'Made by a client',
      space: { key: 'DS' },
      body: { storage: { value: '<p>By confluence.js</p>', representation: 'storage' } },
    });
    const read = await confluence.content.getContentById({ id });
    expect(read.history).toMatchObject({ createdBy: { username: 'alice' } });
    const found = await confluence.content.searchContentByCQL({ cql: 'title ~ "made by"' });
    expect(found.results).toMatchObject([{ id }]);
    const file = { filename: 'a.txt', file: Buffer.from('text'), minorEdit: true };
    const attached = await confluence.contentAttachments.createAttachments({
      id,
      attachments: file,
    });
    expect(attached.results).toMatchObject([{ title: 'a.txt' }]);
  });
});
