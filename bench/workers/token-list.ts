import { drizzle } from 'drizzle-orm/d1';
import * as v from 'valibot';
import { ManagerQuery } from '../../shared/contract/manager.ts';
import { createTokenLookup } from '../../worker/db/token-lookup.ts';
import { createTokenStore } from '../../worker/db/tokens.ts';
import type { Token, TokenId } from '../../worker/domain/token.ts';
import { formatCursor, toListing } from '../../worker/domain/token-list.ts';

interface Env {
  DB: D1Database;
}

const person = { key: 'JIRAUSER00001', name: 'user00001', displayName: 'Müller 00001' };
const act = { by: person, address: '203.0.113.9', userAgent: 'bench', requestId: 'bench' };

/** The Token Manager's list, creation, deletion and a verification's lookup by the real stores, without authentication. */
export default {
  async fetch(request: Request, { DB }: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const store = createTokenStore(drizzle(DB), 'jira', () => Date.now());
    if (pathname === '/create') {
      const token = newToken(Number(searchParams.get('i')));
      const hash = crypto.randomUUID() + crypto.randomUUID();
      await store.insert(token, { hash, pepper: 'bench', tagKey: 'bench' }, null, act);
      return Response.json(token.id);
    }
    if (pathname === '/lookup') {
      const { row } = await createTokenLookup(DB, false).find(searchParams.getAll('hash'), false);
      return Response.json(row !== undefined);
    }
    if (pathname === '/delete') {
      const deleted = await store.delete(searchParams.getAll('id') as TokenId[], 'bulk', act);
      return Response.json(deleted.length);
    }
    const owner = searchParams.getAll('owner');
    const query = v.parse(ManagerQuery, { ...Object.fromEntries(searchParams), owner });
    const listing = toListing(query, null);
    if (!listing) return new Response(null, { status: 400 });
    const { tokens, next } = await store.list(listing);
    return Response.json({
      found: tokens.length,
      nextCursor: next ? formatCursor(next, query) : null,
    });
  },
};

function newToken(i: number): Token {
  return {
    id: crypto.randomUUID() as TokenId,
    description: `nightly build pipeline payments ${i}`,
    hint: 'pst_abcd',
    scope: 'write',
    ipRanges: null,
    owner: person,
    creator: person,
    createdAt: Date.now(),
    expiresAt: Date.now() + 86_400_000,
    lastUsedAt: null,
    lastUsedFrom: null,
    replacedBy: null,
    ownerGoneAt: null,
  };
}
