import { Hono } from 'hono';
import { getSelf } from '../../shared/contract/token.ts';
import type { AppEnv } from '../caller.ts';
import { refusal, unauthorized } from '../gateway/answers.ts';
import { parseCredential } from '../gateway/credential.ts';
import { check } from '../gateway/gateway.ts';
import { clientAddress } from '../gateway/request.ts';
import { viewOf } from '../token-view.ts';

/** The only call that a token opens: which token am I, until when. Cookies count nothing here. */
export const self = new Hono<AppEnv>().get(getSelf.path, async (c) => {
  const { house, site } = c.env;
  const credential = parseCredential(c.req.header('Authorization') ?? null);
  if (credential.kind === 'none' || credential.kind === 'password') return unauthorized(site);
  const attempt = {
    site,
    credential,
    needs: 'read',
    address: clientAddress(c.req.raw),
    request: c.req.raw,
    requestId: c.var.requestId,
  } as const;
  const verdict = await check(house.gateway, attempt, c.executionCtx);
  if (verdict.kind !== 'good') return refusal(site, verdict, attempt.requestId);
  const [[token], policy] = await Promise.all([
    house.tokenStore(site).find([verdict.token.id]),
    house.gateway.policyOf(site.id),
  ]);
  return token ? c.json(viewOf(token, policy)) : unauthorized(site);
});
