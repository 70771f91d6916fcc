/**
 * Decides what happens to a database call. `statement` begins with `lookup`, `leak`, `policy`, `touch` or `other`, with `-after` where
 * it has been carried out and not yet been answered. The call goes on when this answers, and throws if it answers `throw`.
 */
export type Faults = (statement: string) => Promise<'go on' | 'throw'>;

/**
 * Wraps the Worker and asks what to do with each database call. `/statements` returns how many statements this Worker has
 * prepared. A request with `X-Hang-Up: lookup 20` comes from a client that hangs up once the Worker has made twenty such calls in all;
 * each request is an `arrival`. A socket that is closed ends nothing here, as it does at Cloudflare.
 */
export const faultyEntry = `
import worker from './index.js';

let statements = 0;
/** How many calls there were, by what they are. */
const made = {};

function faulty({ DB, FAULTS }) {
  const ask = async (call) => {
    made[call] = (made[call] ?? 0) + 1;
    const answer = await (await FAULTS.fetch('http://faults/' + call)).text();
    if (answer === 'throw') throw new Error('D1_ERROR: injected');
    return answer;
  };
  const kindOf = (text) =>
    text.includes('WHERE hash IN') ? 'lookup'
      : text.includes('"hash" in (') ? 'leak'
      : text.includes('FROM policies') ? 'policy'
      : text.startsWith('UPDATE tokens SET last_used_at') ? 'touch' : 'other';
  const prepareOn = (on) => (text) => {
    statements++;
    const kind = kindOf(text);
    const wrap = (statement) => new Proxy(statement, {
      get(target, name) {
        if (name === 'bind') return (...values) => wrap(target.bind(...values));
        const member = target[name];
        if (!['run', 'first', 'all', 'raw'].includes(name) || kind === 'other')
          return typeof member === 'function' ? member.bind(target) : member;
        return async (...values) => {
          await ask(kind);
          const result = await member.apply(target, values);
          await ask(kind + '-after');
          return result;
        };
      },
    });
    return wrap(on.prepare(text));
  };
  const database = new Proxy(DB, {
    get(target, name) {
      if (name === 'prepare') return prepareOn(target);
      if (name === 'withSession') return (constraint) => ({ prepare: prepareOn(target.withSession(constraint)) });
      const member = target[name];
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { DB: database };
}

async function hangUp(request, self, [call, count]) {
  const headers = new Headers(request.headers);
  headers.delete('X-Hang-Up');
  const line = new AbortController();
  const answering = self.fetch(new Request(request, { headers, signal: line.signal }))
    .catch(() => new Response('hung up'));
  while (!(made[call] >= count)) await scheduler.wait(5);
  line.abort();
  return answering;
}

export default {
  fetch(request, env, context) {
    const hangsUp = request.headers.get('X-Hang-Up');
    if (hangsUp) return hangUp(request, env.SELF, hangsUp.split(' '));
    if (request.url.endsWith('/statements')) return new Response(String(statements));
    made.arrival = (made.arrival ?? 0) + 1;
    return worker.fetch(request, { ...env, ...faulty(env) }, context);
  },
};
`;
