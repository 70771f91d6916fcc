import { readParts } from '../multipart.ts';
import { file, json } from '../reply.ts';
import { header } from '../request.ts';
import { type Call, failure, type Route, route, signedIn } from '../routes.ts';
import type { User } from '../users.ts';
import { attachmentJson } from './issue-json.ts';
import type { IssueStore } from './issue-store.ts';
import { withIssue } from './issues.ts';

export function attachmentRoutes(api: string, issues: IssueStore): Route[] {
  return [
    route('POST', `${api}/issue/:key/attachments`, signedIn(attach(issues))),
    route('GET', `${api}/attachment/:id`, showAttachment(issues)),
  ];
}

/** `content` of an attachment's JSON leads here. */
export function attachmentFiles(issues: IssueStore): Route[] {
  return [
    route(
      'GET',
      '/secure/attachment/:id/:name',
      signedIn(({ site, params }) => {
        const attachment = issues.findAttachment(params.id ?? '');
        return attachment
          ? file(attachment.mimeType, attachment.data)
          : failure(site, 404, 'The attachment does not exist');
      }),
    ),
  ];
}

const attach = (issues: IssueStore) => (call: Call, user: User) =>
  withIssue(issues, call, (issue) => {
    const { site, request } = call;
    if (!request.body.bytes) return failure(site, 413, 'The file is too large');
    const parts = readParts(header(request, 'Content-Type'), request.body.bytes);
    const files = parts?.filter(({ name }) => name === 'file');
    if (!files || files.length === 0) return failure(site, 400, 'No part named file');
    const added = files.map(({ filename = 'file', contentType, data }) => ({
      id: issues.newId(),
      author: user.name,
      filename,
      mimeType: contentType,
      data,
      createdAt: issues.now(),
    }));
    issue.attachments.push(...added);
    return json(
      200,
      added.map((one) => attachmentJson(site, one)),
    );
  });

const showAttachment = (issues: IssueStore) => (call: Call) => {
  const attachment = issues.findAttachment(call.params.id ?? '');
  if (!attachment) return failure(call.site, 404, 'The attachment does not exist');
  return json(200, attachmentJson(call.site, attachment));
};
