import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';

/** The product's own stable id of a user; a name may be given to somebody else one day, a key is not. */
export const UserKey = v.pipe(v.string(), v.minLength(1), v.maxLength(255));

export const Person = v.object({ key: UserKey, name: v.string(), displayName: v.string() });
export type Person = v.InferOutput<typeof Person>;

export const FoundUser = v.object({ ...Person.entries, avatarUrl: v.nullable(v.string()) });
export type FoundUser = v.InferOutput<typeof FoundUser>;

export const searchUsers = defineEndpoint({
  method: 'GET',
  path: '/users',
  summary: "Users the product's own search finds for the asker; needs manageOthers",
  query: v.strictObject({ q: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)) }),
  answer: v.object({ users: v.array(FoundUser) }),
});

export const getUser = defineEndpoint({
  method: 'GET',
  path: '/user',
  summary: 'The user of a key, as the product shows them to the asker; needs manageOthers',
  query: v.strictObject({ key: UserKey }),
  answer: Person,
  problems: ['not_found'],
});
