import * as v from 'valibot';

/** Everything that the audit can tell of; a closed list. */
export const AuditAction = v.picklist([
  'token.created',
  'token.renamed',
  'token.rotated',
  'token.deleted',
  'token.leaked',
  'owner.tokens-deleted',
  'owner.gone',
  'policy.changed',
  'act-as.checked',
  'call.refused',
  'verification.passed',
  'verification.refused',
  'verification.forbidden',
  'password.blocked',
  'cleanup.run',
  'webhook.failed',
]);
export type AuditAction = v.InferOutput<typeof AuditAction>;
