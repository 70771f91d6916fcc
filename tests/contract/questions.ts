import type { Question } from './conversation.ts';

const tokens = { method: 'GET', path: '/tokens', call: 'listTokens' };
const create = { method: 'POST', path: '/tokens', call: 'createToken' };
const all = { method: 'GET', path: '/manager/tokens', call: 'listAllTokens' };
const session = { method: 'GET', path: '/session', call: 'getSession' };
const users = { method: 'GET', path: '/users', call: 'searchUsers' };

const alicesKey = 'JIRAUSER10101';
const wish = { description: 'Nightly report', expiresAt: '{in 30 days}', scope: 'write' };

/** Every call of the first contract, by people who may and who may not, at a site whose managers are `token-managers`. */
export const questions: readonly Question[] = [
  { as: 'nobody', ...session },
  { as: 'alice', ...session },
  { as: 'alice', ...create, body: wish },
  {
    as: 'alice',
    ...create,
    body: { ...wish, description: 'Dashboard', scope: 'read', ipRanges: ['203.0.113.0/24'] },
  },
  { as: 'alice', ...create, body: { ...wish, description: '' } },
  { as: 'alice', ...create, body: { ...wish, expiresAt: '{in 4000 days}' } },
  { as: 'alice', ...create, body: { ...wish, colour: 'red' } },
  { as: 'alice', ...create, body: { ...wish, owner: 'JIRAUSER10102' } },
  { as: 'alice', ...tokens },
  { as: 'alice', ...tokens, query: 'limit=1' },
  { as: 'alice', ...tokens, query: 'limit=1&cursor={cursor}' },
  { as: 'alice', ...tokens, query: 'lastUsed=never&sort=expires&order=asc&q=night' },
  { as: 'alice', ...tokens, query: 'sort=colour' },
  { as: 'alice', method: 'GET', path: '/tokens/{id 1}', call: 'getToken' },
  { as: 'alice', method: 'GET', path: '/tokens/unknown', call: 'getToken' },
  {
    as: 'alice',
    method: 'PATCH',
    path: '/tokens/{id 1}',
    call: 'renameToken',
    body: { description: 'Weekly report' },
  },
  { as: 'alice', ...all },
  { as: 'alice', ...users, query: 'q=bob' },
  { as: 'token', method: 'GET', path: '/self', call: 'getSelf' },
  { as: 'bob', ...session },
  { as: 'bob', ...users, query: 'q=ali' },
  { as: 'bob', ...create, body: { ...wish, description: 'For Alice', owner: alicesKey } },
  { as: 'bob', ...all },
  { as: 'bob', ...all, query: `owner=${alicesKey}&q=report&expiresFrom={in 1 days}` },
  { as: 'bob', ...all, query: `owner=${alicesKey}&owner=JIRAUSER10102&sort=owner&limit=1` },
  { as: 'bob', ...all, query: 'expires=never' },
  { as: 'bob', method: 'DELETE', path: '/tokens/{id 2}', call: 'deleteToken' },
  {
    as: 'bob',
    method: 'POST',
    path: '/manager/tokens/delete',
    call: 'deleteTokens',
    body: { ids: ['{id 3}', 'unknown'] },
  },
  { as: 'alice', method: 'DELETE', path: '/tokens/{id 3}', call: 'deleteToken' },
  { as: 'admin', ...session },
  { as: 'admin', method: 'GET', path: '/act-as/check', call: 'checkActAs' },
  { as: 'alice', method: 'GET', path: '/act-as/check', call: 'checkActAs' },
];
