import { dayMs } from '../../shared/lifetime.ts';
import { common, elsewhere, rare, unique } from './descriptions.ts';
import { ownerOf } from './fill.ts';

export type Query = Record<string, string | string[]>;

/** Each filter and sort alone, and their ugliest combinations. */
export function queriesAt(now: number): [name: string, query: Query][] {
  const ago = (days: number) => new Date(now - days * dayMs).toISOString();
  const busiest = ownerOf(0).key;
  const quiet = ownerOf(15_000).key;
  const fifty = Array.from({ length: 50 }, (_, i) => ownerOf(i * 37).key);
  const sorts = ['created', 'lastUsed', 'expires', 'description', 'owner'];
  const soon = { expiresFrom: ago(0), expiresTo: ago(-14) };
  return [
    ...sorts.flatMap((sort) =>
      ['asc', 'desc'].map((order): [string, Query] => [`by ${sort} ${order}`, { sort, order }]),
    ),
    ['the busiest owner', { owner: busiest }],
    ['the busiest owner, by last use', { owner: busiest, sort: 'lastUsed' }],
    ['a quiet owner', { owner: quiet }],
    ['fifty owners', { owner: fifty }],
    ['fifty owners, by description', { owner: fifty, sort: 'description' }],
    ['made in the last 7 days', { createdFrom: ago(7) }],
    ['made in the last 7 days, by description', { createdFrom: ago(7), sort: 'description' }],
    ['made more than two years ago', { createdTo: ago(730) }],
    ['made more than two years ago, by owner', { createdTo: ago(730), sort: 'owner' }],
    ['owners who left', { ownerGone: 'yes' }],
    ['owners who left, by last use', { ownerGone: 'yes', sort: 'lastUsed' }],
    ['owners who left, half of all by text', { ownerGone: 'yes', q: common }],
    ['never used', { lastUsed: 'never' }],
    ['used this week, by last use', { lastUsedFrom: ago(7), sort: 'lastUsed' }],
    ['not used this year, by last use', { lastUsedTo: ago(365), sort: 'lastUsed', order: 'asc' }],
    ['has ended', { expiresTo: ago(0) }],
    ['has ended, by expiry', { expiresTo: ago(0), sort: 'expires' }],
    ['not used for 90 days', { lastUsed: 'never', lastUsedTo: ago(90) }],
    ['used in the last hour, by owner', { lastUsedFrom: ago(1 / 24), sort: 'owner' }],
    ['ends within 14 days', soon],
    ['ends within 14 days, by expiry', { ...soon, sort: 'expires', order: 'asc' }],
    ['never ends, by last use', { expires: 'never', sort: 'lastUsed' }],
    ['half of all by text', { q: common }],
    ['half of all by text, by description', { q: common, sort: 'description' }],
    ['one of a thousand by text', { q: rare }],
    ['one of a thousand by text, by last use', { q: rare, sort: 'lastUsed' }],
    ['one alone by text', { q: unique }],
    ['one alone by text, by owner', { q: unique, sort: 'owner' }],
    ['none by text', { q: 'no such text' }],
    ['none by text, half of another site', { q: elsewhere }],
    ['none by text, half of another site, by last use', { q: elsewhere, sort: 'lastUsed' }],
    ['one letter', { q: 'e' }],
    ['one letter, by last use', { q: 'e', sort: 'lastUsed' }],
    ['two letters', { q: 'qa' }],
    ['two letters that nothing has', { q: 'zz' }],
    ['four of Chinese', { q: '部署脚本' }],
    ['two of Chinese', { q: '脚本' }],
    ['Japanese', { q: '夜間バッチ' }],
    ['two of Japanese', { q: '監視' }],
    ['Korean', { q: '모니터링' }],
    ['two of Korean', { q: '백업' }],
    ['Greek, its sigmas', { q: 'οδυσσευς' }],
    ['Turkish, dotted and not', { q: 'istanbul' }],
    ['French, another case', { q: 'DÉPLOIEMENT' }],
    ['accents', { q: 'größenprüf' }],
    ['Cyrillic, another case', { q: 'РЕЗЕРВНАЯ', sort: 'expires' }],
    [
      'half of all by text, never used, never ends',
      { q: common, lastUsed: 'never', expires: 'never' },
    ],
    [
      'everything at once',
      {
        q: common,
        owner: fifty,
        createdFrom: ago(900),
        lastUsedFrom: ago(400),
        expires: 'never',
        expiresFrom: ago(0),
        sort: 'owner',
      },
    ],
    ['one of a thousand, ends within 14 days, by owner', { q: rare, ...soon, sort: 'owner' }],
    [
      'used this week, ends within 14 days, by description',
      { lastUsedFrom: ago(7), ...soon, sort: 'description' },
    ],
  ];
}
