import type { Scope } from '../../shared/contract/token.ts';
import type { Person } from '../../shared/contract/user.ts';
import type { WebhookEvent } from '../../shared/contract/webhook.ts';
import type { DeletionReason } from './tokens.ts';

/** A token as a webhook tells of it; instants are epoch milliseconds. */
export interface ToldToken {
  id: string;
  description: string;
  scope: Scope;
  owner: Person;
  createdAt: number;
  expiresAt: number | null;
}

/** What is told of one deed. `by` null: Postern itself. Only the first tokens are named where there are more than that. */
interface OfTokens {
  by: Person | null;
  count: number;
  tokens: ToldToken[];
}

interface DataOf extends Record<WebhookEvent, object> {
  'token.created': OfTokens;
  'token.rotated': OfTokens & { replacedBy: string };
  'token.deleted': OfTokens & { reason: DeletionReason };
  'token.expiring': OfTokens & { days: number };
  'token.leaked': OfTokens;
  'policy.changed': { by: Person | null; version: number; fields: string[] };
  'webhook.test': { by: Person | null };
}

export type AnnouncedEvent = keyof DataOf;
export type AnnouncedData<E extends AnnouncedEvent = AnnouncedEvent> = DataOf[E];

/** Something that happened at an instant, as the outbox keeps it. */
export type Announcement = {
  [E in AnnouncedEvent]: { event: E; at: number; data: DataOf[E] };
}[AnnouncedEvent];

/** So many tokens are named in one message; of the others the number is told. */
export const maxToldTokens = 20;
