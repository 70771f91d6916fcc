import type { Plugin } from 'vite';

/** Vite wraps `import()` in a loader of stylesheets and preloads. No part of ours that is loaded later has any. */
export function plainDynamicImports(): Plugin {
  return {
    name: 'plain-dynamic-imports',
    enforce: 'pre',
    load: (id) =>
      id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : null,
  };
}
