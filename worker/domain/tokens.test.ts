import { describe, expect, it, vi } from 'vitest';
import { defaultPolicy, type Policy } from '../../shared/contract/policy.ts';
import { dayMs } from '../../shared/lifetime.ts';
import type { Secret } from '../../shared/token-format.ts';
import { makeSecret } from '../../tests/support/workerd/secrets.ts';
import type { Act, Token, TokenId } from './token.ts';
import { createTokenService, type NewToken, type TokenStore } from './tokens.ts';

const now = Date.UTC(2026, 10, 23);
const alice = { key: 'k-alice', name: 'alice', displayName: 'Alice' };
const bob = { key: 'k-bob', name: 'bob', displayName: 'Bob' };
const act: Act = { by: bob, address: '192.0.2.1', userAgent: 'test', requestId: 'r' };
const wish: NewToken = {
  description: 'CI',
  expiresAt: now + dayMs,
  scope: 'write',
  ipRanges: null,
};

function serviceWith(changes: Partial<Policy> = {}, store: Partial<TokenStore> = {}) {
  const kept: Token[] = [];
  const forget = vi.fn<(id: TokenId) => void>();
  const service = createTokenService({
    store: {
      insert: async (token) => kept.push(token) > 0,
      find: async (ids, owner) =>
        kept.filter((token) => ids.includes(token.id) && (!owner || owner === token.owner.key)),
      delete: async (ids) => ids.map((id) => ({ id, ownerKey: alice.key, nativeId: null })),
      rename: async () => true,
      ...store,
    },
    policy: { ...defaultPolicy, ...changes },
    mintSecret: () => makeSecret([kept.length]) as Secret,
    hashSecret: () => ({ hash: 'h', pepper: 'p', tagKey: 't' }),
    forget,
    newId: () => `id-${kept.length}`,
    now: () => now,
  });
  return { service, kept, forget };
}

describe('create', () => {
  it('answers the token with its secret, and keeps the token without it', async () => {
    const { service, kept } = serviceWith();
    const outcome = await service.create(wish, alice, null, act);
    if (outcome.kind !== 'created') return expect.fail(outcome.kind);
    expect(outcome.secret).toBe(makeSecret([0]));
    expect(outcome.token).toMatchObject({
      owner: alice,
      creator: bob,
      createdAt: now,
      hint: outcome.secret.slice(0, 8),
      lastUsedAt: null,
    });
    expect(JSON.stringify(kept)).not.toContain(outcome.secret);
  });

  it.each([
    ['expired', { expiresAt: now }, {}, null],
    ['expired', { expiresAt: now - 1 }, { maxLifetimeDays: null }, null],
    ['beyond-policy', { expiresAt: null }, {}, null],
    ['beyond-policy', { expiresAt: now + 9 * dayMs }, { maxLifetimeDays: 7 }, null],
    ['scope-not-allowed', { scope: 'write' }, {}, 'read'],
    ['created', { scope: 'read' }, {}, 'read'],
    ['created', { expiresAt: null }, { maxLifetimeDays: null }, null],
  ] as const)('is %s for %j under %j', async (kind, change, policy, forced) => {
    const { service, kept } = serviceWith(policy);
    expect((await service.create({ ...wish, ...change }, alice, forced, act)).kind).toBe(kind);
    expect(kept).toHaveLength(kind === 'created' ? 1 : 0);
  });

  it('is too-many where the store says so', async () => {
    const { service } = serviceWith({ maxTokensPerUser: 3 }, { insert: async () => false });
    expect(await service.create(wish, alice, null, act)).toEqual({ kind: 'too-many', limit: 3 });
  });
});

describe('find, rename and remove', () => {
  it('find nothing of somebody else', async () => {
    const { service, forget } = serviceWith();
    await service.create(wish, alice, null, act);
    expect(await service.find('id-0', bob.key)).toBeUndefined();
    expect(await service.rename('id-0', 'x', bob.key, act)).toBeUndefined();
    expect(await service.remove(['id-0'], bob.key, 'single', act)).toEqual([]);
    expect(forget).not.toHaveBeenCalled();
    expect(await service.find('id-0', alice.key)).toBeDefined();
    expect(await service.rename('id-0', 'x', undefined, act)).toMatchObject({ description: 'x' });
  });

  it('forget what was deleted, even where the answer of the database got lost', async () => {
    const lost = () => Promise.reject(new Error('lost'));
    const { service, forget } = serviceWith({}, { delete: lost });
    await service.create(wish, alice, null, act);
    await expect(service.remove(['id-0'], alice.key, 'single', act)).rejects.toThrow('lost');
    expect(forget.mock.calls.map(([id]) => id)).toEqual(['id-0']);
  });
});
