import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { createV1Client } from 'confluence.js';
import { createClient as createConfluenceClient } from 'confluence.js/core';
import { createCloudClient } from 'jira.js';
import { createClient as createJiraClient } from 'jira.js/core';
import { afterAll, describe, expect, it } from 'vitest';
import { startPlayground } from './index.ts';
import { basic } from './test-support.ts';

const playground = await startPlayground({ port: 0 });
afterAll(() => playground.close());

// The clients' own Basic wants an e-mail address for a name, which Data Center does not have.
const headers = basic('alice');

describe('jira.js', () => {
  const transport = createJiraClient({
    host: playground.jira,
    headers,
    onSchemaMismatch: 'silent',
  });
  // Version 6 has Cloud's paths built in; Data Center's differ by the version alone.
  const jira = createCloudClient({
    sendRequest: (request) =>
      transport.sendRequest({
        ...request,
        url: request.url.replace('/rest/api/3/', '/rest/api/2/'),
      }),
  });

  it('creates, reads, comments, attaches', async () => {
    const { key } = await jira.issues.createIssue({
      fields: { project: { key: 'DEMO' }, summary: 'By jira.js', issuetype: { name: 'Task' } },
    });
    const issue = await jira.issues.getIssue({ issueIdOrKey: key ?? '' });
    expect(issue.fields?.creator).toMatchObject({ name: 'alice' });
    await jira.issueComments.addComment({ issueIdOrKey: key ?? '', body: 'wiki *markup*' });
    const attached = await jira.issueAttachments.addAttachment({
      issueIdOrKey: key ?? '',
      attachments: { filename: 'a.txt', content: 'text' },
    });
    expect(attached).toMatchObject([{ filename: 'a.txt' }]);
  });

  it('searches', async () => {
    const request = { url: '/rest/api/2/search', searchParams: { jql: 'project = DEMO' } };
    const found = await transport.sendRequest({ method: 'GET', ...request });
    expect(found).toMatchObject({ issues: expect.any(Array) });
  });
});

interface JiraApi {
  getCurrentUser(): Promise<unknown>;
  addNewIssue(issue: object): Promise<{ key: string }>;
  findIssue(key: string): Promise<{ fields: { creator: { name: string } } }>;
  searchJira(jql: string): Promise<{ total: number }>;
  addAttachmentOnIssue(key: string, file: Readable | object): Promise<unknown>;
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
  const transport = createConfluenceClient({ host: playground.confluence, headers });
  // Version 3 has Cloud's prefix built in; Data Center has none.
  const confluence = createV1Client({
    sendRequest: (request) =>
      transport.sendRequest({ ...request, url: request.url.replace(/^\/wiki/, '') }),
  });

  it('creates, reads, searches, attaches', async () => {
    const body = { storage: { value: '<p>By confluence.js</p>', representation: 'storage' } };
    const page: { id: string } = await transport.sendRequest({
      url: '/rest/api/content',
      method: 'POST',
      body: { type: 'page', title: 'Made by a client', space: { key: 'DS' }, body },
    });
    const cql = 'title ~ "made by"';
    const found = await confluence.content.searchContentByCQL({ cql });
    expect(found.results).toMatchObject([{ id: page.id }]);
    const attached = await confluence.contentAttachments.createAttachment({
      id: page.id,
      attachments: [{ filename: 'a.txt', content: 'text' }],
    });
    expect(attached.results).toMatchObject([{ title: 'a.txt' }]);
  });
});
