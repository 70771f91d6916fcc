import { describe, expect, it } from 'vitest';
import type { Announcement, ToldToken } from './announcement.ts';
import { bodyOf } from './announcement-body.ts';

const site = { id: 'jira', name: 'Jira', url: 'https://jira.example.com' };
const alice = { key: 'k1', name: 'alice', displayName: 'Alice Ångström' };
const at = Date.UTC(2026, 10, 24, 3, 17);
const token = (changes: Partial<ToldToken> = {}): ToldToken => ({
  id: 't1',
  description: 'CI',
  scope: 'read',
  owner: alice,
  createdAt: at,
  expiresAt: Date.UTC(2026, 11, 2, 9, 5),
  ...changes,
});
const of = (tokens: ToldToken[], count = tokens.length) => ({ by: alice, count, tokens });

const slackText = (announcement: Announcement) =>
  (JSON.parse(bodyOf(announcement, site, 'slack')) as { text: string }).text;

describe('in words', () => {
  it.each<[Announcement, string]>([
    [
      { event: 'token.created', at, data: of([token()]) },
      'Jira: Alice Ångström (alice) created the API token “CI” of Alice Ångström (alice), until 2 December 2026 at 09:05 UTC',
    ],
    [
      { event: 'token.created', at, data: of([token({ expiresAt: null })]) },
      'Jira: Alice Ångström (alice) created the API token “CI” of Alice Ångström (alice), which never expires',
    ],
    [
      { event: 'token.rotated', at, data: { ...of([token()]), replacedBy: 't2' } },
      'Jira: Alice Ångström (alice) rotated the API token “CI” of Alice Ångström (alice); the old one works until 2 December 2026 at 09:05 UTC',
    ],
    [
      { event: 'token.deleted', at, data: { ...of([token()]), reason: 'single' } },
      'Jira: Alice Ångström (alice) deleted an API token: “CI” of Alice Ångström (alice)',
    ],
    [
      {
        event: 'token.deleted',
        at,
        data: { ...of([token(), token()], 9), by: null, reason: 'unused' },
      },
      'Jira: Postern deleted 9 API tokens, unused for too long:\n• “CI” of Alice Ångström (alice)\n• “CI” of Alice Ångström (alice)\n• and 7 more',
    ],
    [
      { event: 'token.expiring', at, data: { ...of([token()]), by: null, days: 1 } },
      'Jira: An API token expires within a day: “CI” of Alice Ångström (alice), until 2 December 2026 at 09:05 UTC',
    ],
    [
      { event: 'token.leaked', at, data: { ...of([token()]), by: null } },
      'Jira: This API token was reported as leaked and has been deleted: “CI” of Alice Ångström (alice)',
    ],
    [
      {
        event: 'policy.changed',
        at,
        data: { by: alice, version: 3, fields: ['passwords', 'ipRanges'] },
      },
      'Jira: Alice Ångström (alice) changed the policy for API tokens: passwords, ipRanges',
    ],
    [
      { event: 'webhook.test', at, data: { by: alice } },
      'Jira: Alice Ångström (alice) sent this test of the webhook for API tokens',
    ],
  ])('%#', (announcement, text) => expect(slackText(announcement)).toBe(text));
});

describe('what people wrote', () => {
  const nasty = '<!channel> <https://evil.example|click> & *bold* [click](https://evil.example)';
  const announcement: Announcement = {
    event: 'token.created',
    at,
    data: of([token({ description: nasty })]),
  };

  it('is neither link nor mention in Slack', () => {
    const body = JSON.parse(bodyOf(announcement, site, 'slack'));
    expect(body).toMatchObject({ mrkdwn: false, unfurl_links: false });
    expect(body.text).not.toMatch(/[<>]/);
    expect(body.text).toContain('&lt;!channel&gt;');
  });

  it('is no Markdown in Teams', () => {
    const body = JSON.parse(bodyOf(announcement, site, 'teams'));
    expect(body.type).toBe('message');
    const [{ contentType, content }] = body.attachments;
    expect(contentType).toBe('application/vnd.microsoft.card.adaptive');
    expect(content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
    for (const { type, inlines } of content.body) {
      expect(type).toBe('RichTextBlock');
      expect(inlines.map((inline: { type: string }) => inline.type)).toEqual(['TextRun']);
    }
    expect(JSON.stringify(content)).toContain(nasty);
  });

  it('makes no line of its own, and turns no text around', () => {
    const displayName = 'Alice\n• “prod” of Bob\u2028\u202egnp';
    const owner = { ...alice, displayName };
    const told = of([token({ owner, description: 'a\r\nb' }), token()]);
    const text = slackText({ event: 'token.deleted', at, data: { ...told, reason: 'bulk' } });
    expect(text.split(/[\r\n\u2028]/)).toHaveLength(3);
    expect(text).not.toMatch(/[\u202e\r]/);
  });
});
