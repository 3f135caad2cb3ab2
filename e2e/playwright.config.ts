/** The same specs in real Electron and in Chromium against hecated. One at a time: they change real settings of this machine. */
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import type { SurfaceOptions } from './support/fixtures.ts';

const results = path.resolve(import.meta.dirname, '../test-results');

export default defineConfig<SurfaceOptions>({
  testDir: 'specs',
  outputDir: path.join(results, 'e2e'),
  globalSetup: './support/globalSetup.ts',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: path.join(results, 'e2e.json') }]],
  projects: [
    // The dashboard is what the monitor serves to browsers.
    { name: 'electron', use: { surface: 'electron' }, testIgnore: '**/dashboard*' },
    { name: 'browser', use: { surface: 'browser' }, testIgnore: '**/shell/**' },
  ],
});
