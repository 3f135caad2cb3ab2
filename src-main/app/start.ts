/**
 * First of the shell. A packaged Electron loads nothing but its own
 * application (the fuse onlyLoadAppFromAsar), so the graphics kernels are
 * started with the same program and a switch; without it the window opens.
 */
import path from 'node:path';
import { asksForGraphics } from '../../helpers/graphics/commandLine.ts';

async function start(): Promise<void> {
  if (!asksForGraphics(process.argv)) {
    await import('./main.ts');
    return;
  }
  const { runGraphics } = await import('../../helpers/graphics/run.ts');
  runGraphics({ argv: process.argv, pageFolder: path.join(process.resourcesPath, 'lib/graphics/page') });
}

start().catch((error: unknown) => {
  process.stderr.write(`hecate app: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
