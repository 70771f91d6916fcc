import { defineConfig } from '@playwright/test';

export default defineConfig({
  projects: [
    { name: 'chromium', testDir: 'tests/e2e' },
    { name: 'firefox', testDir: 'tests/firefox' },
  ],
  outputDir: 'test-results',
  // One playground and one Worker for each way of acting, shared by all tests.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
});
