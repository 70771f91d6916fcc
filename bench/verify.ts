import type { Bench } from './row.ts';
import { countRows } from './verify/count.ts';
import { verifyByDatabase } from './verify/database.ts';
import { verifyFromMemory } from './verify/memory.ts';
import { compareRefusals } from './verify/refusals.ts';

/** The verify endpoint: from memory, with a query, and refusing. */
export const verify: Bench = async ({ quick }) => [
  ...(await verifyFromMemory(quick)),
  ...(await verifyByDatabase(quick)),
  ...(await countRows()),
  ...(await compareRefusals(quick)),
];
