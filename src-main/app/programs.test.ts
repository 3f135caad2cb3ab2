import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childEnvironment, createPrograms, endReason, type Programs } from './programs.ts';

let folder: string;
let lines: string[];
let programs: Programs;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-programs-'));
  lines = [];
  programs = createPrograms({
    folder,
    env: { ...process.env, NODE_OPTIONS: '--bad', HECATE_MARK: 'here' },
    programArguments: ['--sysroot', '/recorded machine'],
    log: (line) => lines.push(line),
    graceMs: 300,
  });
});

afterEach(async () => {
  await programs.stop();
  rmSync(folder, { recursive: true });
});

function install(script: string): void {
  const file = path.join(folder, 'hecated');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('createPrograms', () => {
  it('passes arguments and a clean environment, and says why a program ended', async () => {
    install(
      `printf '%s\\n' "$@" "$HECATE_MARK" "\${NODE_OPTIONS-none}" > "${folder}/seen"; echo 'first' >&2; echo 'no space left' >&2; exit 7`,
    );
    expect(await programs.start('hecated').ended).toBe('hecated ended with code 7: no space left');
    expect(readFileSync(path.join(folder, 'seen'), 'utf8').split('\n')).toEqual(['--sysroot', '/recorded machine', 'here', 'none', '']);
    expect(lines).toEqual(['hecated ended with code 7: no space left']);
  });

  it('starts a running program only once, and again after it ended', async () => {
    install(`echo x >> "${folder}/count"; exec sleep 60`);
    const first = programs.start('hecated');
    expect(programs.start('hecated')).toBe(first);
    await until(() => existsSync(path.join(folder, 'count')));
    await programs.stop();
    expect(await first.ended).toBe('hecated was ended by SIGTERM');
    expect(programs.start('hecated')).not.toBe(first);
  });

  it('kills a program that does not end by itself', async () => {
    install(`trap '' TERM; echo x > "${folder}/up"; while :; do sleep 1; done`);
    const { ended } = programs.start('hecated');
    await until(() => existsSync(path.join(folder, 'up')));
    await programs.stop();
    expect(await ended).toBe('hecated was ended by SIGKILL');
  });

  it('says that a program is not there', async () => {
    expect(await programs.start('hecate-monitor').ended).toContain('hecate-monitor does not start');
    expect(lines).toHaveLength(1);
  });
});

describe('endReason', () => {
  it('keeps control characters of the program out of the log', () => {
    expect(endReason('hecated', null, 'SIGSEGV', '\u001b[31mred\u0007')).toBe('hecated was ended by SIGSEGV: [31mred');
    expect(endReason('hecated', 0, null, '')).toBe('hecated ended with code 0');
  });
});

describe('childEnvironment', () => {
  it('drops what would change how Node starts', () => {
    expect(childEnvironment({ HOME: '/h', ELECTRON_RUN_AS_NODE: '1', NODE_EXTRA_CA_CERTS: '/x' })).toEqual({ HOME: '/h' });
  });
});
