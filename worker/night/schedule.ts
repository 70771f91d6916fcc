import type { House } from '../assemble.ts';
import type { Site } from '../env.ts';
import { errorFacts, log } from '../log.ts';
import { giveUpNews, renewSeal, tellNews } from '../webhook/assemble.ts';
import { type Budget, createBudget } from './budget.ts';
import { cleanUp } from './clean-up.ts';
import { mailExpiring } from './mail.ts';
import { lookAtOwners } from './owners.ts';
import { remind } from './reminders.ts';

type Step = (house: House, site: Site, budget: Budget) => Promise<void>;

const often: Record<string, Step> = { tellNews, giveUpNews };
const nightly: Record<string, Step> = {
  renewSeal,
  remind,
  mailExpiring,
  cleanUp,
  ...often,
  lookAtOwners,
};

/** Of the 1000 statements and 15 minutes that one invocation has, shared by the sites; the rest is for what takes few. */
const statements = 700;
const longestMs = 10 * 60_000;

/**
 * What a cron trigger sets off, site by site. One whose expression begins with a star and a slash comes every few minutes, and
 * only tries again what the webhooks have still to tell; any other is the nightly one. A step that fails, as where the database
 * is away, leaves its work to the next time and keeps none of the others from theirs.
 */
export async function runSchedule(house: House, cron: string): Promise<void> {
  const { sites } = house.settings;
  const until = house.now() + longestMs;
  for (const site of sites) {
    const budget = createBudget(Math.floor(statements / sites.length), until, house.now);
    for (const [name, step] of Object.entries(cron.startsWith('*/') ? often : nightly)) {
      try {
        await step(house, site, budget);
      } catch (error) {
        log('error', 'night.failed', { site: site.id, step: name, ...errorFacts(error) });
      }
    }
  }
}
