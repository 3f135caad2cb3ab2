/** Three bundles: the shell (Electron's main process), the preload (CommonJS, because it runs sandboxed) and the window's pages. */
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

// Electron 41 carries Chrome 146 and Node 24; 45 carries newer ones. Built for the older, so that both run it.
const chrome = 'chrome146';
const node = 'node24';

export default defineConfig({
  main: {
    build: {
      outDir: 'out/app',
      target: node,
      minify: true,
      // Everything goes into the bundle: the packaged application then has no node_modules to load from.
      externalizeDeps: false,
      lib: { entry: { main: path.join(root, 'src-main/app/start.ts') }, formats: ['cjs'], fileName: () => 'main.cjs' },
      rolldownOptions: { external: ['electron'], output: { chunkFileNames: '[name]-[hash].cjs' } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: node,
      externalizeDeps: false,
      lib: { entry: path.join(root, 'src-preload/index.ts'), formats: ['cjs'], fileName: () => 'index.cjs' },
      rolldownOptions: { external: ['electron'] },
    },
  },
  renderer: {
    root: path.join(root, 'src-renderer'),
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      // Loaded from the local disk: splitting would only add requests.
      chunkSizeWarningLimit: 1_500,
      target: chrome,
      minify: true,
      // A data: URL would need an exception in the content security policy for fonts and scripts.
      assetsInlineLimit: 0,
      rolldownOptions: { input: path.join(root, 'src-renderer/index.html') },
    },
  },
});
