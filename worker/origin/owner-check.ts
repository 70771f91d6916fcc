import * as v from 'valibot';
import type { Site } from '../env.ts';
import { createLru } from '../lru.ts';
import type { ActAs } from './act-as/act-as.ts';
import type { Ask } from './ask.ts';

/** How long a confirmed owner is taken as confirmed on this isolate. */
const confirmedMs = 300_000;
const maxConfirmed = 20_000;

export interface Owner {
  key: string;
  name: string;
}

export type OwnerCheck = ReturnType<typeof createOwnerCheck>;

const JiraSelf = v.object({ key: v.string() });
const ConfluenceSelf = v.object({ userKey: v.string() });

/**
 * Asks the product, acting as the owner, who that is, and compares the key: a name may belong to somebody else by now, and
 * an unknown name is served as anonymous with 200. Throws where the product cannot be reached.
 */
export function createOwnerCheck(ask: Ask, now: () => number) {
  const confirmed = createLru<string, number>(maxConfirmed);
  const entryOf = (site: Site, owner: Owner) => `${site.id} ${owner.key} ${owner.name}`;

  async function askOrigin(site: Site, actAs: ActAs, owner: Owner): Promise<boolean> {
    const path = site.product === 'jira' ? '/rest/api/2/myself' : '/rest/api/user/current';
    const headers = new Headers({ Accept: 'application/json', 'User-Agent': 'Postern' });
    const upstream = await actAs.sign(
      { method: 'GET', url: site.origin + path, headers, form: [] },
      owner.name,
    );
    if (!upstream) return false;
    const { status, json } = await ask(new Request(upstream.url, { headers: upstream.headers }));
    return status === 200 && keyIn(json) === owner.key;
  }

  return {
    isConfirmed: (site: Site, owner: Owner) => now() < (confirmed.get(entryOf(site, owner)) ?? 0),

    async confirm(site: Site, actAs: ActAs, owner: Owner): Promise<boolean> {
      if (!(await askOrigin(site, actAs, owner))) return false;
      confirmed.set(entryOf(site, owner), now() + confirmedMs);
      return true;
    },
  };
}

function keyIn(json: unknown): string | undefined {
  if (v.is(JiraSelf, json)) return json.key;
  return v.is(ConfluenceSelf, json) ? json.userKey : undefined;
}
