import type { Bench } from './row.ts';
import { compareCpu } from './storm/cpu.ts';
import { countStatements } from './storm/statements.ts';
import { verifyDuringFlood } from './storm/unseen-tokens.ts';

/** A flood of made-up tokens: CPU, D1 statements, and honest tokens during the flood. */
export const storm: Bench = async ({ quick }) => [
  ...(await compareCpu(quick)),
  ...(await countStatements()),
  ...(await verifyDuringFlood()),
];
