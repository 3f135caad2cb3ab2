/** Electron's main script of the graphics kernels, from source and in a build. The packaged application runs the same code by its own switch. */
import path from 'node:path';
import { runGraphics } from './run.ts';

runGraphics({ argv: process.argv, pageFolder: path.join(import.meta.dirname, 'page') });
