/**
 * Runs a TypeScript file of this project on the Node 24 that `npm ci` brought,
 * whatever Node started us. Plain JavaScript that Node 18 can read.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const wanted = 24;

/** @param {string} script path below the project's folder */
export async function runOnNode24(script) {
  const file = path.join(root, script);
  if (Number.parseInt(process.versions.node, 10) === wanted) {
    await import(pathToFileURL(file).href);
    return;
  }
  const node = path.join(root, 'node_modules/node/bin/node');
  if (!existsSync(node)) {
    console.error(
      existsSync(path.join(root, 'node_modules'))
        ? `Node ${wanted} is missing at ${node}. It comes with the npm package "node": run "npm rebuild node", or "npm ci" again.`
        : 'The libraries are not installed yet. Run "npm ci" first.',
    );
    process.exit(1);
  }
  const child = spawn(node, [file, ...process.argv.slice(2)], { stdio: 'inherit', cwd: process.cwd() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${node} does not start: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15)));
}
