import * as v from 'valibot';
import { ActAsResult } from './act-as.ts';
import { openly } from './openly.ts';
import { answeredPolicy } from './policy.ts';
import { Scope } from './token.ts';
import { UserKey } from './user.ts';

/** How many events of an action the Worker has left out, in its present instance, since it last wrote one of them. */
const omitted = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const instant = v.string();
/** The token by which it was done, where it was no session. */
const byToken = v.optional(v.string());

/** A policy as it was when it was changed: other versions of Postern may know other fields. */
const PastPolicy = v.partial(v.object(answeredPolicy));

const PastWebhook = v.object({
  host: v.string(),
  events: v.array(v.string()),
  shape: v.string(),
  enabled: v.boolean(),
});

/** What each action tells beside who, when, where and which token; the keys are everything that the audit can tell of. */
const details = {
  'token.created': v.object({
    scope: openly(Scope),
    expiresAt: v.nullable(instant),
    ipRanges: v.nullable(v.array(v.string())),
    byToken,
  }),
  'token.renamed': v.object({ before: v.string(), after: v.string(), byToken }),
  /** Of the old token: which one took its place, and until when the old one goes on. */
  'token.rotated': v.object({ replacedBy: v.string(), previousEndsAt: instant }),
  /** What was lost with the record, and which deed took it: of one token, of several, of a leaver's, or the clean-up. */
  'token.deleted': v.object({
    reason: v.picklist(['single', 'bulk', 'leaver', 'leaked', 'expired', 'unused']),
    scope: openly(Scope),
    createdAt: instant,
    expiresAt: v.nullable(instant),
    lastUsedAt: v.nullable(instant),
    byToken,
  }),
  'token.leaked': v.object({}),
  'owner.tokens-deleted': v.object({ deleted: count, byToken }),
  /** The product does not serve this person any more, as the nightly look found; and it does again. */
  'owner.gone': v.object({ tokens: count }),
  'owner.returned': v.object({ tokens: count }),
  'policy.changed': v.object({ version: count, before: PastPolicy, after: PastPolicy }),
  'act-as.checked': v.object({ ok: v.boolean(), result: openly(ActAsResult) }),
  /** `path` is the contract's, with its placeholders; `needs` the permission that was missing. */
  'call.refused': v.object({
    method: v.string(),
    path: v.string(),
    needs: v.picklist(['administer', 'manageOthers', 'createOwn', 'createForOthers']),
    omitted,
    byToken,
  }),
  'verification.passed': v.object({ needs: Scope, omitted }),
  'verification.refused': v.object({
    reason: v.picklist(['malformed', 'unknown', 'other-site', 'other-user', 'expired']),
    omitted,
  }),
  'verification.forbidden': v.object({ reason: v.picklist(['scope', 'address']), omitted }),
  'password.blocked': v.object({ omitted }),
  'cleanup.run': v.object({
    expired: count,
    unused: count,
    auditEvents: count,
    /** Native tokens behind deleted ones, which the product keeps: by night no session is there to delete them. */
    leftAtOrigin: count,
    /** False where it was cut off; the next run goes on. */
    finished: v.boolean(),
  }),
  /** Of the URL the host alone: the rest of it may be a secret. */
  'webhook.changed': v.object({
    version: count,
    before: v.nullable(PastWebhook),
    after: v.nullable(PastWebhook),
    newSecret: v.boolean(),
  }),
  'webhook.tested': v.object({ ok: v.boolean(), status: v.nullable(v.number()) }),
  'webhook.failed': v.object({
    event: v.string(),
    attempts: count,
    /** Null where nothing answered. */
    status: v.nullable(v.number()),
  }),
};

export type AuditAction = keyof typeof details;
export type AuditDetails = { [Action in AuditAction]: v.InferOutput<(typeof details)[Action]> };

export const auditActions = Object.keys(details) as AuditAction[];
export const AuditAction = v.picklist(auditActions);

/** Without a key: a name that was typed, and proven by nobody. */
const Actor = v.object({
  key: v.nullable(UserKey),
  name: v.string(),
  displayName: v.nullable(v.string()),
});

const about = {
  id: v.string(),
  at: instant,
  /** Null: Postern itself, or a token alone (Bearer) that nobody has. */
  actor: v.nullable(Actor),
  /** The token as it was called then; it may be gone. */
  token: v.nullable(v.object({ id: v.string(), description: v.string() })),
  owner: v.nullable(
    v.object({ key: UserKey, name: v.string(), displayName: v.nullable(v.string()) }),
  ),
  address: v.nullable(v.string()),
  userAgent: v.nullable(v.string()),
  requestId: v.nullable(v.string()),
};

type About = v.InferOutput<v.ObjectSchema<typeof about, undefined>>;
/** `details` is null in events that the first versions wrote. */
type EventOf<Action extends AuditAction> = About & {
  action: Action;
  details: AuditDetails[Action] | null;
};
export type AuditEvent = { [Action in AuditAction]: EventOf<Action> }[AuditAction];

/** One thing that was done, by whom, from where, to which token. */
export const AuditEvent = v.variant(
  'action',
  auditActions.map((action) =>
    v.object({ ...about, action: v.literal(action), details: v.nullable(details[action]) }),
  ),
) as v.GenericSchema<unknown, AuditEvent>;

/**
 * An event as this version has no sentence for it: an action that a newer Worker has, or one whose details say what it did not say
 * before. `named` is the action.
 */
const OtherEvent = v.pipe(
  v.object({
    ...about,
    action: v.string(),
    details: v.nullable(v.record(v.string(), v.unknown())),
  }),
  v.transform(({ action, ...event }) => ({ ...event, action: 'other' as const, named: action })),
);
export type OtherEvent = v.InferOutput<typeof OtherEvent>;

/** An event as answers hold it. */
export type ReadEvent = AuditEvent | OtherEvent;
export const ReadEvent: v.GenericSchema<unknown, ReadEvent> = v.union([AuditEvent, OtherEvent]);
