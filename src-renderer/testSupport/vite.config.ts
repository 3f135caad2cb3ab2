/** Builds the preview into a folder outside of the product: `npx vite build -c src-renderer/testSupport/vite.config.ts --outDir FOLDER`. */
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  base: './',
  plugins: [react()],
  build: { emptyOutDir: true, rolldownOptions: { input: path.resolve(import.meta.dirname, 'preview.html') } },
});
