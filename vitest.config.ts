import { existsSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

// Recorded machines are read in place; tests that need them skip with a message when the folder is absent.
const fixtures = process.env['HECATE_FIXTURES'] ?? path.resolve(import.meta.dirname, '../shared/fixtures');

export default defineConfig({
  // The window's JSON-RPC entry is exported under the condition "browser" only, which Node never uses.
  resolve: { alias: { 'vscode-jsonrpc/browser': path.resolve(import.meta.dirname, 'node_modules/vscode-jsonrpc/lib/browser/main.js') } },
  test: {
    include: [
      'src-main/**/*.test.ts',
      'helpers/**/*.test.ts',
      'src-renderer/**/*.test.{ts,tsx}',
      'src-preload/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    env: existsSync(fixtures) ? { HECATE_FIXTURES: fixtures } : {},
    testTimeout: 20_000,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src-main/**/*.ts', 'helpers/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.d.ts', '**/testSupport/**', 'helpers/kernels/assembly/**'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { lines: 80, branches: 80 },
    },
  },
});
