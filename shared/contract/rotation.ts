import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { Instant } from './instant.ts';
import { Token } from './token.ts';

/** The longest time, and the one nobody has to ask for, that a token goes on working beside the one that replaces it. */
export const maxGraceSeconds = 7 * 86_400;
export const defaultGraceSeconds = 86_400;

export const Rotation = v.strictObject({
  graceSeconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxGraceSeconds)),
    defaultGraceSeconds,
  ),
  /** Left out: as long again as the old token was given, or as long as the policy still allows. */
  expiresAt: v.optional(v.nullable(Instant)),
});

/** `token` is the new record and `secret` its plain text, in this answer alone; `previous` the old one with its new end. */
export const RotatedToken = v.object({ token: Token, secret: v.string(), previous: Token });
export type RotatedToken = v.InferOutput<typeof RotatedToken>;

export const rotateToken = defineEndpoint({
  method: 'POST',
  path: '/tokens/:id/rotate',
  summary:
    'Makes a token that takes the place of this one: same description, scope, ranges and owner, a new secret. The old one goes on for the grace. Once a token, and not after it has expired',
  status: 201,
  body: Rotation,
  answer: RotatedToken,
  problems: ['not_found', 'conflict', 'limit_reached'],
});
