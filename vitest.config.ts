import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';
import { headerSecret } from './tests/support/origin-server.ts';

export default defineConfig({
  test: {
    // What the Worker logs is read where a test failed.
    silent: 'passed-only',
    coverage: {
      provider: 'istanbul',
      include: ['worker/gateway/**', 'worker/origin/**'],
      exclude: ['**/*.test.ts'],
      reporter: ['text'],
      thresholds: { branches: 100 },
    },
    projects: [
      {
        test: {
          name: 'unit',
          // Thousands of random cases here too.
          testTimeout: 60_000,
          include: ['shared/**/*.test.ts', 'playground/**/*.test.ts', 'tests/*.test.ts'],
        },
      },
      {
        plugins: [
          cloudflareTest(async ({ inject }) => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              email: { send_email: [{ name: 'EMAIL' }] },
              bindings: {
                ...testBindings(inject('playground')),
                MIGRATIONS: await readD1Migrations('worker/db/migrations'),
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['worker/**/*.test.ts'],
          globalSetup: ['./tests/support/origin-server.ts'],
          setupFiles: ['./tests/support/workerd/setup.ts'],
          provide: { cases: Number(process.env.POSTERN_CASES ?? 20_000) },
          // One playground for all of them.
          fileParallelism: false,
          // Thousands of random cases take their time on a busy machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'proxies',
          include: ['tests/proxies/*.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 90_000,
        },
      },
      // Whole builds and the stores' linter take their time on a busy machine.
      {
        test: {
          name: 'guide',
          include: ['tests/{guide,docs}/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'deploy',
          include: ['tests/deploy/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'stores', include: ['tests/stores/*.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          name: 'wire',
          include: ['tests/wire/*.test.ts'],
          // Each file runs a workerd of its own, whose memory and time are measured.
          fileParallelism: false,
          hookTimeout: 60_000,
          testTimeout: 60_000,
        },
      },
      {
        plugins: [preact(), await WxtVitest()],
        test: {
          name: 'extension',
          environment: 'happy-dom',
          // Screens are drawn whole, which takes its time on a busy machine.
          testTimeout: 30_000,
          include: ['extension/**/*.test.{ts,tsx}'],
          setupFiles: ['extension/test-setup.ts'],
        },
      },
    ],
  },
});

/** Jira by application link, the same Jira by trusted header in a site of its own, Confluence, and both by native tokens. */
function testBindings({ origin, privateKey }: { origin: string; privateKey: string }) {
  const jira = { product: 'jira', origin: `${origin}/jira` };
  const wiki = { product: 'confluence', origin: `${origin}/confluence` };
  return {
    SITES: [
      { ...jira, id: 'jira', name: 'Jira', url: 'https://jira.example.com/jira', actAs: 'applink' },
      {
        ...jira,
        id: 'jira-by-header',
        name: 'Jira by header',
        url: 'https://jira-by-header.example.com/jira',
        actAs: 'header',
      },
      {
        ...wiki,
        id: 'wiki',
        name: 'Wiki',
        url: 'https://wiki.example.com/confluence',
        actAs: 'applink',
      },
      {
        ...jira,
        id: 'jira-by-pat',
        name: 'Jira by PAT',
        url: 'https://jira-by-pat.example.com/jira',
        actAs: 'pat',
      },
      {
        ...wiki,
        id: 'wiki-by-pat',
        name: 'Wiki by PAT',
        url: 'https://wiki-by-pat.example.com/confluence',
        actAs: 'pat',
      },
    ],
    TOKEN_PEPPER: 'a-pepper-for-the-tests-only-0123456789',
    TOKEN_TAG_KEY: 'a-tag-key-for-the-tests-only-0123456789',
    APPLINK_PRIVATE_KEY: privateKey,
    HEADER_SECRET: headerSecret,
    VERIFY_PROXY_SECRET: 'a-proxy-secret-for-the-tests-only-0123456789',
  };
}
