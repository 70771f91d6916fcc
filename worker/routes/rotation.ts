import { Hono } from 'hono';
import { rotateToken } from '../../shared/contract/rotation.ts';
import type { AppEnv } from '../caller.ts';
import { Problem } from '../problem.ts';
import { viewOf } from '../token-view.ts';
import { validateBody } from '../validate.ts';
import { gone, nativesOf, ownerOf, problemOf, reachOf } from './tokens.ts';

export const rotation = new Hono<AppEnv>().post(
  rotateToken.path,
  validateBody(rotateToken.body),
  async (c) => {
    const { house, site } = c.env;
    const { policy, act } = c.var.caller;
    const { graceSeconds, expiresAt } = c.req.valid('json');
    const [previous] = await house.tokenStore(site).find([c.req.param('id')], reachOf(c));
    if (!previous) throw gone();
    const outcome = await house.rotation(site, policy, nativesOf(c)).rotate(
      previous,
      {
        graceMs: graceSeconds * 1000,
        expiresAt: typeof expiresAt === 'string' ? Date.parse(expiresAt) : expiresAt,
      },
      await ownerOf(c, previous.owner.key),
      act,
    );
    switch (outcome.kind) {
      case 'rotated': {
        const { secret } = outcome;
        const [token, old] = [viewOf(outcome.token, policy), viewOf(outcome.previous, policy)];
        return c.json({ token, secret, previous: old }, rotateToken.status as 201);
      }
      case 'gone':
        throw gone();
      case 'over':
        throw new Problem(
          'conflict',
          'This token has expired; make a new one',
          'rotation-of-expired',
        );
      case 'already-rotated':
        throw new Problem(
          'conflict',
          'This token has been rotated already; rotate the newer one',
          'rotation-done-already',
        );
      case 'expired':
      case 'beyond-policy':
      case 'scope-not-allowed':
        throw problemOf(outcome);
      case 'too-many':
        throw new Problem(
          'limit_reached',
          `At most ${outcome.limit} rotated tokens a user may still work; delete one, or wait until one ends`,
          'rotation-limit',
        );
    }
  },
);
