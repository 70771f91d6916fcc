import type { AuiGeneration } from '../options.ts';

export const jiraVersions: Record<AuiGeneration, { version: string; build: string }> = {
  8: { version: '8.20.30', build: '820030' },
  10: { version: '10.3.12', build: '10030012' },
};
