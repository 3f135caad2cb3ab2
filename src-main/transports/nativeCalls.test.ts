import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-end-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A thread of libuv waits for a writer of a pipe that nobody opens, as it would for a file server that is gone. */
const script = `
const [, module, pipe, hanging] = process.argv;
const { endProcess } = await import(module);
if (hanging === 'true') {
  (await import('node:fs')).open(pipe, 'r', () => undefined);
  await new Promise((resolve) => setTimeout(resolve, 200));
}
endProcess(7, hanging === 'true');
`;

describe('endProcess', () => {
  it.each([true, false])(
    'ends with its status (a call that never returns: %s)',
    async (hanging) => {
      const pipe = path.join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const module = path.join(import.meta.dirname, 'nativeCalls.ts');
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, module, pipe, String(hanging)], {
        cwd: path.join(import.meta.dirname, '../..'),
        stdio: 'inherit',
        timeout: 20_000,
        killSignal: 'SIGKILL',
      });
      const ended = await new Promise((resolve) => {
        child.once('close', (status, signal) => {
          resolve([status, signal]);
        });
      });
      expect(ended).toEqual([7, null]);
    },
    30_000,
  );

  it('runs the listeners of this program, and no exit handler of koffi, once that is loaded', () => {
    const module = path.join(import.meta.dirname, 'nativeCalls.ts');
    const program = `
const { loadKoffi, endIfNative } = await import(process.argv[1]);
endIfNative();
loadKoffi();
process.on('exit', (status) => console.log('listener', status));
process.exitCode = 3;
endIfNative();
console.log('went on');
`;
    const done = spawnSync(process.execPath, ['--input-type=module', '-e', program, module], {
      cwd: path.join(import.meta.dirname, '../..'),
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(done.stdout).toBe('listener 3\n');
    expect(done.status).toBe(3);
  });
});
