import type { WebhookShape } from '../../shared/contract/webhook.ts';
import type { Announcement } from './announcement.ts';
import { textOf } from './announcement-text.ts';

export interface AnnouncingSite {
  id: string;
  name: string;
  url: string;
}

/** The body of a delivery. What people wrote (names, descriptions) can make neither a link nor a mention of it. */
export function bodyOf(
  announcement: Announcement,
  site: AnnouncingSite,
  shape: WebhookShape,
): string {
  switch (shape) {
    case 'json':
      return JSON.stringify(envelopeOf(announcement, site));
    case 'slack':
      return JSON.stringify(slackOf(textOf(announcement, site.name)));
    case 'teams':
      return JSON.stringify(teamsOf(textOf(announcement, site.name)));
  }
}

/** As Standard Webhooks has it: type, timestamp, data; all instants in ISO 8601. */
function envelopeOf({ event, at, data }: Announcement, { id, name, url }: AnnouncingSite) {
  const tokens =
    'tokens' in data
      ? {
          tokens: data.tokens.map((token) => ({
            ...token,
            createdAt: iso(token.createdAt),
            expiresAt: token.expiresAt === null ? null : iso(token.expiresAt),
          })),
        }
      : {};
  return { type: event, timestamp: iso(at), site: { id, name, url }, data: { ...data, ...tokens } };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** https://api.slack.com/reference/surfaces/formatting#escaping: links and mentions begin with `<`. */
function slackOf(text: string) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { text: escaped, mrkdwn: false, unfurl_links: false, unfurl_media: false };
}

/** Teams Workflows take Adaptive Cards alone; a TextRun, unlike a TextBlock, reads no Markdown. */
function teamsOf(text: string) {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: text.split('\n').map((line) => ({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text: line }],
    })),
  };
  const card = {
    contentType: 'application/vnd.microsoft.card.adaptive',
    contentUrl: null,
    content,
  };
  return { type: 'message', attachments: [card] };
}
