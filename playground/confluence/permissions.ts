import { json } from '../reply.ts';
import { administrating, type Call, failure, type Route, route } from '../routes.ts';
import { holdsAdministration } from '../users.ts';

const showPermissions = administrating(permissionsOfUser);

/** Global permissions, of administrators' business alone; versions before 9 do not have them. */
export const permissionRoutes: readonly Route[] = [
  route('GET', '/rest/api/permissions/user/:user', (call) =>
    call.site.settings().aui === 10 ? showPermissions(call) : failure(call.site, 404, ''),
  ),
];

/** What was granted to the person, by key or by name; what a group of theirs was granted is the group's. */
function permissionsOfUser({ site, params }: Call) {
  const sought = params.user ?? '';
  const user = site.directory.findByKey('confluence', sought) ?? site.directory.find(sought);
  if (!user) return failure(site, 404, `No user found with key : ${sought}`);
  const subject = { type: 'user', userKey: user.keys.confluence, displayName: user.displayName };
  const granted = [
    { targetType: 'personal_space', operationKey: 'create' },
    ...(holdsAdministration(user, 'confluence')
      ? [{ targetType: 'application', operationKey: 'administer' }]
      : []),
  ];
  return json(
    200,
    granted.map((operation) => ({ operation, subject })),
  );
}
