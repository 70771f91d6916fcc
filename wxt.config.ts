import preact from '@preact/preset-vite';
import { defineConfig } from 'wxt';
import { parseName, parseUpdates } from './extension/build/company.ts';
import { parseGeckoId } from './extension/build/gecko-id.ts';
import { plainDynamicImports } from './extension/build/plain-dynamic-imports.ts';
import { withoutInnerHtml } from './extension/build/without-inner-html.ts';
import { hostOf, hostsToAskFor, parseSites } from './extension/sites.ts';

const sites = parseSites(process.env.POSTERN_SITES ?? '');
const geckoId = parseGeckoId(process.env.POSTERN_GECKO_ID ?? '');
const name = parseName(process.env.POSTERN_NAME ?? '');
const updates = parseUpdates(process.env.POSTERN_UPDATES ?? '');

/**
 * Pages of the extension load nothing but their own files, and talk to sites alone (https, or http on loopback). Which hosts
 * those are, people and policies say later, and a manifest cannot be narrowed then: the host permissions do that instead,
 * without which no answer of another host can be read. Avatars may come from anywhere the product's do.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: http://localhost:* http://*.localhost:* http://127.0.0.1:*",
  "connect-src 'self' https: http://localhost:* http://*.localhost:* http://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
  // No string becomes markup or code, whoever wrote it.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  outDir: process.env.POSTERN_OUTPUT ?? '.output',
  // What reviewers at Firefox's store build it from, and nothing else.
  zip: {
    excludeSources: ['**/*.tsbuildinfo'],
    includeSources: [
      'extension/**',
      'shared/**',
      'docs/stores.md',
      'wxt.config.ts',
      'tsconfig.json',
      // The root's one refers to those of all folders.
      '*/tsconfig.json',
      'package.json',
      'package-lock.json',
      'LICENSE',
    ],
  },
  // Also for Firefox: one set of APIs, and permissions that people can take back host by host.
  manifestVersion: 3,
  imports: false,
  modules: ['@wxt-dev/i18n/module'],
  manifest: ({ command, browser }) => ({
    name: name ?? '__MSG_extension_name__',
    description: '__MSG_extension_description__',
    default_locale: 'en',
    // docs/privacy.md says what each is for.
    permissions: ['storage', 'scripting', 'alarms', 'notifications'],
    host_permissions: [...new Set(sites.map(hostOf))],
    optional_host_permissions: hostsToAskFor,
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: geckoId,
              // Chromium is told by the organisation's policy (distribute/), and its store takes no update_url.
              ...(updates && { update_url: `${updates}updates.json` }),
              // The first that knows `data_collection_permissions` on Android too.
              strict_min_version: '142.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { minimum_chrome_version: '120', storage: { managed_schema: 'managed-storage.json' } }),
    ...(command === 'build' && { content_security_policy: { extension_pages: pagePolicy } }),
  }),
  vite: () => ({
    plugins: [preact(), withoutInnerHtml(), plainDynamicImports()],
    define: { POSTERN_SITES: JSON.stringify(sites) },
    build: { modulePreload: false },
  }),
  hooks: {
    'config:resolved': (wxt) => {
      // `imports: false` alone (WXT 0.21) still imports WXT's own names wherever one occurs, `storage` for one.
      Object.assign(wxt.config.imports, { autoImport: false });
    },
    'vite:build:extendConfig': (entrypoints, config) => {
      // What the popup loads at once is one file: cut into shared pieces it compresses worse. The settings load it too, and
      // what is theirs alone later; so the pages' own first lines, which must not run on one another, stay out of it.
      if (!entrypoints.some(({ name }) => name === 'popup')) return;
      Object.assign(config.build?.rollupOptions?.output ?? {}, {
        codeSplitting: {
          groups: [{ name: 'initial', tags: ['$initial'], test: /^(?!.*entrypoints)/ }],
        },
      });
    },
    'build:manifestGenerated': (_, manifest) => {
      // The toolbar button opens the popup in a window of its own, as the profile menu does (background.ts).
      if (!manifest.action) return;
      delete manifest.action.default_popup;
      manifest.action.default_title = '__MSG_extension_action__';
    },
  },
});
