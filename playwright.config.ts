import { defineConfig } from '@playwright/test';

export default defineConfig({
  projects: [
    { name: 'chromium', testDir: 'tests/e2e' },
    { name: 'firefox', testDir: 'tests/firefox' },
  ],
  outputDir: 'test-results',
  // One playground and one Worker for each way of acting, shared by all tests.
  workers: 1,
  // Generous: on a busy machine a browser takes ten times as long, and what waits for nothing loses nothing.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  forbidOnly: true,
});
