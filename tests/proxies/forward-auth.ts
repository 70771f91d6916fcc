import { describe } from 'vitest';
import type { ProxyKind } from './house.ts';
import { openStage } from './stage.ts';
import { describeTheWorker } from './the-worker.ts';
import { describeWhoActs } from './who-acts.ts';
import { describeTokens } from './with-tokens.ts';

/** All that must hold for a proxy that is configured as docs/forward-auth.md says. */
export function describeForwardAuth(proxy: ProxyKind): void {
  describe(`${proxy.name}, configured as documented`, () => {
    const stage = openStage(proxy);
    describeTokens(stage);
    describeWhoActs(stage);
    describeTheWorker(stage);
  });
}
