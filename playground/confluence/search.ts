import type { Reply } from '../reply.ts';
import { type Call, failure, type Route, route, signedIn } from '../routes.ts';
import { contentJson } from './content-json.ts';
import type { Content, ContentStore } from './content-store.ts';
import { type Clause, isMatch, parseCql } from './cql.ts';
import { paged } from './paging.ts';
import { userJson } from './user-json.ts';

const USER_FIELDS = ['user', 'user.fullname', 'user.userkey'];

export function searchRoutes(contents: ContentStore): Route[] {
  return [
    route('GET', '/rest/api/search', (call) => search(contents, call)),
    route(
      'GET',
      '/rest/api/search/user',
      signedIn((call) => withClauses(call, searchUsers)),
    ),
    route('GET', '/rest/api/content/search', (call) =>
      withClauses(call, (_, clauses) =>
        paged(
          call,
          findContent(contents, call, clauses).map((content) => contentJson(call.site, content)),
          cqlOf(call),
        ),
      ),
    ),
  ];
}

/** Users and contents share one search; a clause on users makes it a search for users. */
function search(contents: ContentStore, call: Call): Reply {
  return withClauses(call, (_, clauses) => {
    const isForUsers = clauses.some(isAboutUsers);
    if (isForUsers && !call.identity.user) return failure(call.site, 403, 'Not permitted');
    return isForUsers ? searchUsers(call, clauses) : searchContent(contents, call, clauses);
  });
}

function withClauses(call: Call, handle: (call: Call, clauses: Clause[]) => Reply): Reply {
  const clauses = parseCql(call.request.query.get('cql') ?? '');
  if (clauses) return handle(call, clauses);
  return failure(call.site, 400, `Could not parse cql : ${call.request.query.get('cql')}`);
}

function isAboutUsers({ field, value }: Clause): boolean {
  return USER_FIELDS.includes(field) || (field === 'type' && value === 'user');
}

function searchUsers(call: Call, clauses: Clause[]): Reply {
  const asked = clauses.filter(({ field }) => USER_FIELDS.includes(field));
  const users = call.site.directory
    .all()
    .filter((user) => user.active)
    .filter((user) =>
      asked.every((clause) => {
        if (clause.field === 'user.userkey') return isMatch(clause, user.keys.confluence);
        const isNamed = clause.field === 'user' && isMatch(clause, user.name);
        return isNamed || isMatch(clause, user.displayName);
      }),
    );
  const results = users.map((user) => ({
    user: userJson(call.site, user),
    title: user.displayName,
    excerpt: '',
    url: `/display/~${user.name}`,
    entityType: 'user',
    iconCssClass: 'aui-icon content-type-profile',
  }));
  return paged(call, results, { totalSize: results.length, ...cqlOf(call), searchDuration: 1 });
}

function searchContent(contents: ContentStore, call: Call, clauses: Clause[]): Reply {
  const results = findContent(contents, call, clauses).map((content) => ({
    content: contentJson(call.site, content),
    title: content.title,
    excerpt: plain(content),
    url: `/pages/viewpage.action?pageId=${content.id}`,
    entityType: 'content',
    lastModified: new Date(content.modifiedAt).toISOString(),
  }));
  return paged(call, results, { totalSize: results.length, ...cqlOf(call), searchDuration: 1 });
}

const FIELDS: Record<string, (content: Content) => string> = {
  id: (content) => content.id,
  type: (content) => content.type,
  space: (content) => content.space,
  'space.key': (content) => content.space,
  title: (content) => content.title,
  creator: (content) => content.creator,
  text: (content) => `${content.title} ${plain(content)}`,
  sitesearch: (content) => `${content.title} ${plain(content)}`,
};

function findContent(contents: ContentStore, { identity }: Call, clauses: Clause[]): Content[] {
  return contents.readableBy(identity.user !== undefined).filter((content) =>
    clauses.every((clause) => {
      const field = FIELDS[clause.field];
      return field !== undefined && isMatch(clause, field(content));
    }),
  );
}

function plain({ body }: Content): string {
  return body.replace(/<[^>]*>/g, ' ').trim();
}

function cqlOf({ request }: Call) {
  return { cqlQuery: request.query.get('cql') };
}
