import type { AuiGeneration } from '../options.ts';

export const confluenceVersions: Record<AuiGeneration, { version: string; build: string }> = {
  8: { version: '7.19.30', build: '8804' },
  10: { version: '9.2.8', build: '9112' },
};
