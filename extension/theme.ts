export const themes = ['light', 'dark', 'system'] as const;
export type Theme = (typeof themes)[number];

export function isTheme(value: unknown): value is Theme {
  return themes.some((theme) => theme === value);
}

/** The theme the product's page is drawn in (AUI 9.12 and later say so); older pages leave it to the system. */
export function themeOfPage(root: HTMLElement): Theme {
  const { colorMode, colorModeAuto } = root.dataset;
  if (colorModeAuto !== undefined) return 'system';
  return colorMode === 'dark' || colorMode === 'light' ? colorMode : 'system';
}
