import { json, type Reply } from '../reply.ts';
import { isObject, jsonObject, stringAt } from '../request.ts';
import { type Call, failure, type Route, route, signedIn } from '../routes.ts';
import type { User } from '../users.ts';
import { contentJson, spaceJson } from './content-json.ts';
import { type Content, type ContentStore, mayRead, spaces } from './content-store.ts';
import { paged } from './paging.ts';

export function contentRoutes(contents: ContentStore): Route[] {
  return [
    route('GET', '/rest/api/content', listContent(contents)),
    route('POST', '/rest/api/content', signedIn(createContent(contents))),
    route('GET', '/rest/api/content/:id', showContent(contents)),
    route('PUT', '/rest/api/content/:id', signedIn(updateContent(contents))),
    route('GET', '/rest/api/space', (call) =>
      paged(
        call,
        spaces
          .filter(({ key }) => mayRead(key, call.identity.user !== undefined))
          .map(({ key }) => spaceJson(call.site, key)),
      ),
    ),
  ];
}

/** The content of the path if the caller may read it; if not, it is not found. */
export function withContent(
  contents: ContentStore,
  call: Call,
  handle: (content: Content) => Reply,
): Reply {
  const content = contents.find(call.params.id ?? '');
  if (content && mayRead(content.space, call.identity.user !== undefined)) return handle(content);
  return failure(call.site, 404, `No content found with id: ContentId{id=${call.params.id}}`);
}

const listContent = (contents: ContentStore) => (call: Call) => {
  const { query } = call.request;
  const asked = {
    space: query.get('spaceKey'),
    title: query.get('title'),
    type: query.get('type'),
  };
  const found = contents
    .readableBy(call.identity.user !== undefined)
    .filter((one) => asked.space === null || one.space === asked.space)
    .filter((one) => asked.title === null || one.title === asked.title)
    .filter((one) => asked.type === null || one.type === asked.type);
  return paged(
    call,
    found.map((content) => contentJson(call.site, content)),
  );
};

const createContent = (contents: ContentStore) => (call: Call, user: User) => {
  const wish = jsonObject(call.request);
  const title = stringAt(wish, 'title')?.trim();
  const space = stringAt(wish, 'space', 'key') ?? '';
  if (!title) return failure(call.site, 400, 'A page needs a title');
  if (!spaces.some(({ key }) => key === space)) {
    return failure(call.site, 404, `No space with key : ${space}`);
  }
  if (contents.findByTitle(space, title)) {
    const message = `A page with this title already exists: A page already exists with the title ${title}`;
    return failure(call.site, 400, message);
  }
  const content = contents.create({
    type: stringAt(wish, 'type') ?? 'page',
    title,
    space,
    body: stringAt(wish, 'body', 'storage', 'value') ?? '',
    creator: user.name,
  });
  return json(200, contentJson(call.site, content));
};

const showContent = (contents: ContentStore) => (call: Call) =>
  withContent(contents, call, (content) => json(200, contentJson(call.site, content)));

/** The new version must be the present one and one more. */
const updateContent = (contents: ContentStore) => (call: Call, user: User) =>
  withContent(contents, call, (content) => {
    const wish = jsonObject(call.request);
    const version = isObject(wish?.version) ? wish.version.number : undefined;
    if (version !== content.version + 1) {
      const message = `Version must be incremented on update. Current version is: ${content.version}`;
      return failure(call.site, 409, message);
    }
    content.version = version;
    content.title = stringAt(wish, 'title') ?? content.title;
    content.body = stringAt(wish, 'body', 'storage', 'value') ?? content.body;
    content.modifier = user.name;
    content.modifiedAt = contents.now();
    return json(200, contentJson(call.site, content));
  });
