import { readParts } from '../multipart.ts';
import { file } from '../reply.ts';
import { header } from '../request.ts';
import { type Call, failure, type Route, route, signedIn } from '../routes.ts';
import type { User } from '../users.ts';
import { withContent } from './content.ts';
import { attachmentJson } from './content-json.ts';
import type { ContentStore } from './content-store.ts';
import { paged } from './paging.ts';

const PATH = '/rest/api/content/:id/child/attachment';

export function attachmentRoutes(contents: ContentStore): Route[] {
  return [
    route('GET', PATH, listAttachments(contents)),
    route('POST', PATH, signedIn(attach(contents))),
    // Creates, or makes a new version of a file of the same name.
    route('PUT', PATH, signedIn(attach(contents))),
    route('GET', '/download/attachments/:id/:name', download(contents)),
  ];
}

const download = (contents: ContentStore) => (call: Call) =>
  withContent(contents, call, (content) => {
    const found = content.attachments.find(({ title }) => title === call.params.name);
    return found
      ? file(found.mediaType, found.data)
      : failure(call.site, 404, 'The attachment does not exist');
  });

const listAttachments = (contents: ContentStore) => (call: Call) =>
  withContent(contents, call, (content) =>
    paged(
      call,
      content.attachments.map((one) => attachmentJson(call.site, content, one)),
    ),
  );

const attach = (contents: ContentStore) => (call: Call, user: User) =>
  withContent(contents, call, (content) => {
    const { site, request } = call;
    if (!request.body.bytes) return failure(site, 413, 'The file is too large');
    const parts = readParts(header(request, 'Content-Type'), request.body.bytes);
    const files = parts?.filter(({ name }) => name === 'file');
    if (!files || files.length === 0) return failure(site, 400, 'At least one file is required');
    const added = files.map(({ filename = 'file', contentType, data }) => ({
      id: contents.newId(),
      title: filename,
      mediaType: contentType,
      data,
      creator: user.name,
      createdAt: contents.now(),
    }));
    const names = added.map(({ title }) => title);
    content.attachments = content.attachments.filter(({ title }) => !names.includes(title));
    content.attachments.push(...added);
    return paged(
      call,
      added.map((one) => attachmentJson(site, content, one)),
    );
  });
