import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';

/** Other fields that a scanner sends, such as where it found the token, are ignored. */
export const LeakReport = v.object({ token: v.string() });

/** The answer is the same whether there was such a token or not. */
export const LeakAnswer = v.object({ received: v.literal(true) });

export const reportLeak = defineEndpoint({
  method: 'POST',
  base: '/_postern',
  path: '/leaked',
  summary:
    'Reports a token that somebody found where it should not be, as JSON or as plain text. If there is such a token, it is deleted at once, whichever site of this Worker it belongs to; the answer is the same if not',
  access: 'anyone',
  status: 202,
  body: LeakReport,
  answer: LeakAnswer,
  problems: ['unavailable'],
});
