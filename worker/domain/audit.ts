import type { AuditAction, AuditDetails, AuditEvent } from '../../shared/contract/audit.ts';
import type { TokenId } from './token.ts';

/** Who did it, from where. `by` without a key is a name that was typed; null is nobody we could name, or Postern itself. */
export interface Deed {
  by: AuditEvent['actor'];
  address: string | null;
  /** At most 200 characters. */
  userAgent: string | null;
  requestId: string | null;
  /** The token by which it was done, where it was no session; goes into the details. */
  byToken?: TokenId;
}

interface EventOf<Action extends AuditAction, Details = AuditDetails[Action]> extends Deed {
  site: string;
  action: Action;
  details: Details;
  /** What its row says of description and owner goes along, where it still has one. */
  tokenId?: string | undefined;
  /** Where no token says it. */
  owner?: AuditEvent['owner'];
}

/** An event as it is handed to the audit, which gives it an id and the instant. */
export type NewEvent = { [Action in AuditAction]: EventOf<Action> }[AuditAction];

/** Actions that a storm could do without end: of these the audit takes some, and counts the rest in `omitted`. */
export type SampledAction = {
  [Action in AuditAction]: AuditDetails[Action] extends { omitted: number } ? Action : never;
}[AuditAction];

export type SampledEvent = {
  [Action in SampledAction]: EventOf<Action, Omit<AuditDetails[Action], 'omitted'>>;
}[SampledAction];
