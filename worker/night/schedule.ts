import type { House } from '../assemble.ts';
import type { Site } from '../env.ts';
import { errorFacts, log } from '../log.ts';
import { giveUpNews, tellNews } from '../webhook/assemble.ts';

type Step = (house: House, site: Site) => Promise<void>;

const often: Record<string, Step> = { tellNews, giveUpNews };
const nightly: Record<string, Step> = { ...often };

/**
 * What a cron trigger sets off, site by site. One whose expression begins with a star and a slash comes every few minutes, and
 * only tries again what the webhooks have still to tell; any other is the nightly one. A step that fails, as where the database
 * is away, leaves its work to the next time and keeps none of the others from theirs.
 */
export async function runSchedule(house: House, cron: string): Promise<void> {
  for (const site of house.settings.sites) {
    for (const [name, step] of Object.entries(cron.startsWith('*/') ? often : nightly)) {
      try {
        await step(house, site);
      } catch (error) {
        log('error', 'night.failed', { site: site.id, step: name, ...errorFacts(error) });
      }
    }
  }
}
