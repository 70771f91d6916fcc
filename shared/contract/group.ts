import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';

/** A group of the product's, by its name, which is all that a group has. */
export const GroupName = v.pipe(
  v.string(),
  v.minLength(1, 'must be 1 to 255 characters'),
  v.maxLength(255, 'must be 1 to 255 characters'),
);

export const searchGroups = defineEndpoint({
  method: 'GET',
  path: '/groups',
  summary: "Groups the product's own search finds for the asker, 20 at most; needs administer",
  query: v.strictObject({ q: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)) }),
  answer: v.object({ groups: v.array(v.object({ name: v.string() })) }),
});
