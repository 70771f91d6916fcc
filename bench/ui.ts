import type { Bench } from './row.ts';
import { contentScript } from './ui/content-script.ts';
import { filtering } from './ui/filtering.ts';
import { opening } from './ui/opening.ts';
import { withStage } from './ui/stage.ts';

/** Waiting times of users: medians in real Chromium, with the built extension and the real Worker. */
export const ui: Bench = ({ quick }) => {
  const runs = quick ? 3 : 30;
  return withStage(async (stage) => [
    ...(await contentScript(stage, runs)),
    ...(await opening(stage, runs)),
    ...(await filtering(stage, runs)),
  ]);
};
