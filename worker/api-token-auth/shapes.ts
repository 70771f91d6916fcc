import * as v from 'valibot';
import { Description } from '../../shared/contract/token-changes.ts';
import { UserKey } from '../../shared/contract/user.ts';
import { dayMs, latestExpiry } from '../../shared/lifetime.ts';
import type { Token } from '../domain/token.ts';

/**
 * What crosses the wire, as the app "API Token Authentication" documents it
 * (https://wiki.resolution.de/doc/api-token-authentication/latest/admin-guide/rest-api): epoch milliseconds, 0 for never. Fields
 * that are not known are passed over, since its versions differ in them.
 */
const instantMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const TokenScope = v.picklist([1, 2], 'must be 1 or 2');

export const NewAppToken = v.object({
  tokenDescription: Description,
  tokenValidityTimeInMonths: v.nullish(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120)),
  ),
  tokenExpirationDateTime: v.nullish(
    v.pipe(
      v.string(),
      v.regex(
        /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$/,
        'must be ISO 8601 with its offset',
      ),
      v.check((text) => !Number.isNaN(Date.parse(text)), 'must be ISO 8601 with its offset'),
    ),
  ),
  tokenExpirationDateTimeMillis: v.nullish(instantMs),
  tokenForUserKey: v.nullish(UserKey),
  tokenScope: v.nullish(TokenScope),
});
export type NewAppToken = v.InferOutput<typeof NewAppToken>;

export const AppTokenChange = v.object({ tokenDescription: Description });

/** An instant of a query: epoch milliseconds, or ISO 8601. */
const QueryInstant = v.pipe(
  v.string(),
  v.transform((text) => (/^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text))),
  v.check((instant) => !Number.isNaN(instant), 'must be epoch milliseconds or ISO 8601'),
);
const number = (most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,6}$/, 'must be a number'),
    v.transform(Number),
    v.maxValue(most),
  );

export const AppFilter = v.object({
  userFilter: v.optional(
    v.union([
      v.pipe(
        UserKey,
        v.transform((key) => [key]),
      ),
      v.pipe(v.array(UserKey), v.maxLength(50)),
    ]),
    [],
  ),
  descriptionFilter: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
  fromCreated: v.optional(QueryInstant),
  untilCreated: v.optional(QueryInstant),
  fromLastUsed: v.optional(QueryInstant),
  untilLastUsed: v.optional(QueryInstant),
  fromExpiresDuring: v.optional(QueryInstant),
  untilExpiresDuring: v.optional(QueryInstant),
  tokenScope: v.optional(v.picklist(['1', '2'], 'must be 1 or 2')),
  page: v.optional(number(100_000), '0'),
  limit: v.optional(v.pipe(number(1000), v.minValue(1)), '50'),
});
export type AppFilter = v.InferOutput<typeof AppFilter>;

/** Twelve months are 365 days, in leap years too, so that they fit into a maximum of a year. */
const monthDays = 365 / 12;

/**
 * When a new token shall end: the milliseconds count before the date, the date before the months. Of one that says nothing
 * the app makes tokens without end: here they live as long as the policy allows.
 */
export function expiryOf(wish: NewAppToken, maxLifetimeDays: number | null, at: number) {
  const { tokenValidityTimeInMonths, tokenExpirationDateTime, tokenExpirationDateTimeMillis } =
    wish;
  if (tokenExpirationDateTimeMillis) return tokenExpirationDateTimeMillis;
  if (tokenExpirationDateTime) return Date.parse(tokenExpirationDateTime);
  if (tokenValidityTimeInMonths)
    return at + Math.floor(tokenValidityTimeInMonths * monthDays) * dayMs;
  return latestExpiry(maxLifetimeDays, at);
}

export const scopeNumbers = { read: 1, write: 2 } as const;

export function appTokenOf(token: Token, id: number | undefined, validUntil: number | null) {
  return {
    id: id ?? 0,
    created: token.createdAt,
    lastAccessed: token.lastUsedAt ?? 0,
    validUntil: validUntil ?? 0,
    description: token.description,
    userKey: token.owner.key,
    tokenScope: scopeNumbers[token.scope],
  };
}
