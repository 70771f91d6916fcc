import type { Person } from '../../shared/contract/user.ts';
import type { AnnouncedData, Announcement, ToldToken } from './announcement.ts';
import type { DeletionReason } from './tokens.ts';

const instant = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** The announcement in plain English, for a channel that people read; a line for each token where there are several. */
export function textOf(announcement: Announcement, siteName: string): string {
  return `${siteName}: ${sentenceOf(announcement)}`;
}

function sentenceOf(announcement: Announcement): string {
  const { data } = announcement;
  switch (announcement.event) {
    case 'token.created':
      return `${who(data.by)} created the API token${listOf(announcement.data, endOf)}`;
    case 'token.rotated':
      return `${who(data.by)} rotated the API token${listOf(announcement.data, lastDayOf)}`;
    case 'token.deleted':
      return `${deletionOf(announcement.data)}${listOf(announcement.data, () => '')}`;
    case 'token.expiring':
      return `${expiringOf(announcement.data)}${listOf(announcement.data, endOf)}`;
    case 'token.leaked':
      return `This API token was reported as leaked and has been deleted:${listOf(announcement.data, () => '')}`;
    case 'policy.changed':
      return `${who(data.by)} changed the policy for API tokens: ${announcement.data.fields.join(', ')}`;
    case 'webhook.test':
      return `${who(data.by)} sent this test of the webhook for API tokens`;
  }
}

function who(person: Person | null): string {
  return person === null ? 'Postern' : onOneLine(`${person.displayName} (${person.name})`);
}

/** People choose their names in the product: none of them makes a line that looks like ours, or turns the text around. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

function listOf(
  { tokens, count }: AnnouncedData<'token.created'>,
  tail: (token: ToldToken) => string,
): string {
  const lines = tokens.map(
    (token) => `“${onOneLine(token.description)}” of ${who(token.owner)}${tail(token)}`,
  );
  const rest = count > tokens.length ? [`and ${count - tokens.length} more`] : [];
  return [...lines, ...rest].map((line) => (count === 1 ? ` ${line}` : `\n• ${line}`)).join('');
}

function endOf({ expiresAt }: ToldToken): string {
  return expiresAt === null ? ', which never expires' : `, until ${at(expiresAt)}`;
}

function lastDayOf({ expiresAt }: ToldToken): string {
  return expiresAt === null ? '' : `; the old one works until ${at(expiresAt)}`;
}

function at(milliseconds: number): string {
  return `${instant.format(milliseconds)} UTC`;
}

function expiringOf({ count, days }: AnnouncedData<'token.expiring'>): string {
  const when = days === 1 ? 'within a day' : `within ${days} days`;
  return count === 1 ? `An API token expires ${when}:` : `${count} API tokens expire ${when}:`;
}

const reasons: Record<DeletionReason, string> = {
  single: '',
  bulk: '',
  leaver: ', all of one person',
  leaked: ', since it was reported as leaked',
  expired: ', long expired',
  unused: ', unused for too long',
};

function deletionOf({ by, count, reason }: AnnouncedData<'token.deleted'>): string {
  const what = count === 1 ? 'an API token' : `${count} API tokens`;
  return `${who(by)} deleted ${what}${reasons[reason]}:`;
}
