import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liveProbes } from './hostProbes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-probes-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function program(text: string): string {
  const file = path.join(folder, 'smartctl');
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

const { smart, statfs } = liveProbes();
const run = async (file: string, ...parameters: string[]): Promise<string> => {
  if (smart === undefined) throw new Error('the live machine has a tool');
  return smart.run(file, parameters);
};

describe('liveProbes', () => {
  it('takes the output whatever the exit status, and hands parameters over as they are', async () => {
    expect(await run(program('printf "%s|" "$@"; exit 216'), '--json', '/dev/sda; echo x', '$HOME')).toBe('--json|/dev/sda; echo x|$HOME|');
  });

  it('gives the program nothing of our environment', async () => {
    expect(await run(program('echo "$HOME$SECRET$LC_ALL"'))).toBe('C\n');
  });

  it('refuses endless output, a program that a signal ended, and one that is not there', async () => {
    await expect(run(program('head -c 5000000 /dev/zero'))).rejects.toThrow('maxBuffer');
    await expect(run(program('kill -9 $$'))).rejects.toThrow('failed');
    await expect(run(path.join(folder, 'missing'))).rejects.toThrow('ENOENT');
  });

  it('measures a folder of this machine', async () => {
    expect((await statfs?.(folder))?.blocks).toBeGreaterThan(0);
  });
});
