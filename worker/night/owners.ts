import type { House } from '../assemble.ts';
import { createOwnerStore, type OwnerStore, type OwnerWalk } from '../db/owners.ts';
import type { Site } from '../env.ts';
import { log } from '../log.ts';
import { askAboutOwner, type NamedOwner, type OwnerState } from '../origin/owner-state.ts';
import type { Budget } from './budget.ts';

/** Of the 10,000 subrequests that one invocation may make, shared by the sites; more owners than that take several nights. */
const maxQuestions = 1000;
/** So many at once: the product has people to serve as well, and a Worker has six connections. */
const atOnce = 5;
/** Among fewer than this, everybody may have left. */
const fewOwners = 10;

interface Answers {
  states: { owner: NamedOwner; state: OwnerState }[];
  /** Where the next night begins; undefined: at the beginning. */
  last: NamedOwner | undefined;
}

/**
 * Asks the product, acting as each owner, whether it still serves them, and marks the tokens of those whom it does not; a mark
 * goes again when they are back. Nobody is marked unless others are served, in the same night and the same way, and not more
 * than half seem gone: then it is the link that may not act, or a directory that is away. Native tokens are opened by their
 * own secrets alone, so that sites which act by them are not asked; there the product itself refuses whom it has disabled.
 */
export async function lookAtOwners(house: House, site: Site, budget: Budget): Promise<void> {
  if (site.actAs === 'pat') return;
  const store = createOwnerStore(house.db, site.id, house.now);
  const most = Math.floor(maxQuestions / house.settings.sites.length);
  const marked = await walk({ house, site, store, budget }, 'gone-owners', Math.floor(most / 5));
  const others = await walk({ house, site, store, budget }, 'owners', most - marked.states.length);

  const returned = those('known', marked);
  const gone = those('gone', others);
  const served = returned.length + those('known', others).length;
  if (returned.length > 0) await store.markReturned(returned);
  if (gone.length > 0 && isBelievable(gone.length, served)) await store.markGone(gone);
  else if (gone.length > 0)
    log('warn', 'owners.not-believed', { site: site.id, gone: gone.length, served });
  await store.rememberPosition('gone-owners', marked.last);
  await store.rememberPosition('owners', others.last);
}

interface Look {
  house: House;
  site: Site;
  store: OwnerStore;
  budget: Budget;
}

async function walk(look: Look, name: OwnerWalk, most: number): Promise<Answers> {
  const before = await look.store.position(name);
  const owners = await look.store.next(name, before, most);
  const states = await askAll(look, owners);
  const isEnd = states.length === owners.length && owners.length < most;
  return { states, last: isEnd ? undefined : (states.at(-1)?.owner ?? before) };
}

/** In their order, some at once (the budget is asked for time alone: a look takes ten statements); ends early where the time is over, or the product says nothing of any of those at once. */
async function askAll({ house, site, budget }: Look, owners: readonly NamedOwner[]) {
  const actAs = house.gateway.actAs(site);
  const states: Answers['states'] = [];
  for (let first = 0; first < owners.length && budget.take(0); first += atOnce) {
    const some = await Promise.all(
      owners.slice(first, first + atOnce).map(async (owner) => ({
        owner,
        state: await askAboutOwner(house.ask, site, actAs, owner),
      })),
    );
    states.push(...some);
    if (some.every(({ state }) => state === 'unclear')) break;
  }
  return states;
}

function those(state: OwnerState, { states }: Answers): NamedOwner[] {
  return states.filter((one) => one.state === state).map(({ owner }) => owner);
}

function isBelievable(gone: number, served: number): boolean {
  return served > 0 && (gone < fewOwners || gone <= served);
}
