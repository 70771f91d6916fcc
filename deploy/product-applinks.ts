import * as v from 'valibot';
import type { ApplinkWish } from './applink-fields.ts';
import { ask } from './http.ts';

/** How setting up the link ended; `link` is its id in the product. */
export type ApplinkOutcome =
  | { kind: 'made' | 'replaced' | 'as-wished'; link: string }
  | { kind: 'other-key'; link: string }
  | { kind: 'failed'; reason: string };

const Links = v.object({
  applicationLinks: v.array(v.object({ id: v.string(), name: v.string() })),
});
const Created = v.object({ 'resources-created': v.array(v.object({ href: v.string() })) });
const Consumer = v.object({
  key: v.string(),
  publicKey: v.string(),
  twoLOAllowed: v.boolean(),
  twoLOImpersonationAllowed: v.boolean(),
});

interface Options {
  /** An administrator's session with the product. */
  cookie: string;
  /** Whether a link of this name with another key or consumer may be given the new one. */
  mayReplace: boolean;
}

/**
 * Sets the incoming application link up by the product's own REST API, and reads it back. The one with the wish's name is taken
 * where there is one. That API is Atlassian's own and not documented by them: docs/deploy.md has the form for where it changed.
 */
export async function setUpApplink(
  site: string,
  wish: ApplinkWish,
  { cookie, mayReplace }: Options,
): Promise<ApplinkOutcome> {
  const call = createCall(site, cookie);
  const links = await call('GET', '/rest/applinks/latest/applicationlink', Links);
  if (!links.ok) return links.failure;
  const there = links.value.applicationLinks.find(({ name }) => name === wish.name);
  if (there) {
    if (isAsWished(await readConsumer(call, there.id), wish))
      return { kind: 'as-wished', link: there.id };
    if (!mayReplace) return { kind: 'other-key', link: there.id };
  }
  const id = there ? { ok: true as const, value: there.id } : await makeLink(call, site, wish);
  if (!id.ok) return id.failure;
  const put = await call('PUT', consumerPath(id.value), v.unknown(), consumerOf(wish));
  if (!put.ok) return put.failure;
  if (!isAsWished(await readConsumer(call, id.value), wish))
    return failed('The product took the link and does not show it as it was given');
  return { kind: there ? 'replaced' : 'made', link: id.value };
}

type Call = ReturnType<typeof createCall>;
type Result<T> = { ok: true; value: T } | { ok: false; failure: ApplinkOutcome };

function createCall(site: string, cookie: string) {
  return async <const S extends v.GenericSchema>(
    method: 'GET' | 'PUT',
    path: string,
    schema: S,
    body?: object,
  ): Promise<Result<v.InferOutput<S>>> => {
    const answer = await ask(site + path, {
      method,
      headers: {
        Cookie: cookie,
        Accept: 'application/json',
        'X-Atlassian-Token': 'no-check',
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.kind !== 'answer')
      return { ok: false, failure: failed(`${site} does not answer (${answer.reason})`) };
    if (answer.status >= 300) return { ok: false, failure: failed(reasonOf(answer.status)) };
    const result = v.safeParse(schema, jsonOf(answer.text));
    return result.success
      ? { ok: true, value: result.output }
      : { ok: false, failure: failed(`The product answered ${path} with something else`) };
  };
}

async function makeLink(call: Call, site: string, { name }: ApplinkWish): Promise<Result<string>> {
  const link = { id: null, name, rpcUrl: site, displayUrl: site, typeId: 'generic' };
  const made = await call('PUT', '/rest/applinks/latest/applicationlink', Created, link);
  if (!made.ok) return made;
  const [href = ''] = made.value['resources-created'].map((one) => one.href);
  const id = /\/([0-9A-Za-z-]{1,64})$/.exec(href)?.[1];
  return id
    ? { ok: true, value: id }
    : { ok: false, failure: failed('The product made a link and does not say which') };
}

async function readConsumer(call: Call, link: string) {
  const consumer = await call('GET', consumerPath(link), Consumer);
  return consumer.ok ? consumer.value : undefined;
}

function consumerPath(link: string): string {
  return `/rest/applinks-oauth/1.0/applicationlink/${encodeURIComponent(link)}/authentication/consumer`;
}

function consumerOf({ name, consumerKey, publicKey }: ApplinkWish) {
  return {
    key: consumerKey,
    name,
    description: 'API tokens, verified by Postern',
    sharedSecret: null,
    publicKey,
    outgoing: false,
    twoLOAllowed: true,
    executingTwoLOUser: null,
    twoLOImpersonationAllowed: true,
  };
}

function isAsWished(consumer: v.InferOutput<typeof Consumer> | undefined, wish: ApplinkWish) {
  return (
    consumer?.key === wish.consumerKey &&
    bare(consumer.publicKey) === bare(wish.publicKey) &&
    consumer.twoLOAllowed &&
    consumer.twoLOImpersonationAllowed
  );
}

/** A key's Base64 alone: products show it with or without its armour. */
function bare(pem: string): string {
  return pem.replace(/-----[A-Z ]+-----|\s/g, '');
}

function reasonOf(status: number): string {
  if (status === 401 || status === 403)
    return `The product refuses this (status ${status}): it needs a session of one of its administrators`;
  if (status === 404)
    return 'The product has no such REST API (status 404): make the link by hand, with the fields that `npm run secrets` printed';
  return `The product answered with status ${status}`;
}

function failed(reason: string): Extract<ApplinkOutcome, { kind: 'failed' }> {
  return { kind: 'failed', reason };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
