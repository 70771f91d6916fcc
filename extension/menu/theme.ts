import type { Theme } from '../messages.ts';

/** The theme the product's page is drawn in (AUI 9.12 and later say so); older pages leave it to the system. */
export function themeOf(root: HTMLElement): Theme {
  const { colorMode, colorModeAuto } = root.dataset;
  if (colorModeAuto !== undefined) return 'system';
  return colorMode === 'dark' || colorMode === 'light' ? colorMode : 'system';
}
