import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inheritedDescriptor } from './listenDescriptor.ts';
import { parseFlags } from './options.ts';
import { scopeOf, scopeOfFolder } from './peerScope.ts';

const defaults = { idleExitSeconds: 60, sysroot: null, uiPort: null };

describe('hecated command line', () => {
  it.each([
    ['', defaults],
    ['--idle-exit 0', { ...defaults, idleExitSeconds: 0 }],
    ['--idle-exit=5 --sysroot /x', { ...defaults, idleExitSeconds: 5, sysroot: '/x' }],
    ['--serve-ui', { ...defaults, uiPort: 0 }],
    ['--serve-ui 8080', { ...defaults, uiPort: 8080 }],
    ['--serve-ui --idle-exit 3', { ...defaults, uiPort: 0, idleExitSeconds: 3 }],
  ])('%s', (line, flags) => {
    expect(parseFlags(line === '' ? [] : line.split(' '))).toEqual({ kind: 'run', flags });
  });

  it.each([
    '--idle-exit',
    '--idle-exit x',
    '--idle-exit -1',
    '--idle-exit 99999999',
    '--serve-ui 70000',
    '--serve-ui x',
    '--sysroot',
    '--nonsense',
    'word',
  ])('refuses %s', (line) => {
    expect(parseFlags(line.split(' ')).kind).toBe('wrong');
  });

  it('knows help and version', () => {
    expect(parseFlags(['--help']).kind).toBe('help');
    expect(parseFlags(['--version']).kind).toBe('version');
  });
});

describe('socket of systemd', () => {
  it('is taken only when it was meant for this very process', () => {
    expect(inheritedDescriptor({ LISTEN_PID: '7', LISTEN_FDS: '1' }, 7)).toBe(3);
    expect(inheritedDescriptor({ LISTEN_PID: '8', LISTEN_FDS: '1' }, 7)).toBeUndefined();
    expect(inheritedDescriptor({ LISTEN_FDS: '1' }, 7)).toBeUndefined();
    expect(inheritedDescriptor({ LISTEN_PID: '7', LISTEN_FDS: '0' }, 7)).toBeUndefined();
    expect(inheritedDescriptor({ LISTEN_PID: '7', LISTEN_FDS: 'x' }, 7)).toBeUndefined();
  });
});

describe('scope of a peer', () => {
  it('is everything for the same user and root, reading for others', () => {
    expect(scopeOf(1000, 1000)).toBe('admin');
    expect(scopeOf(0, 1000)).toBe('admin');
    expect(scopeOf(1001, 1000)).toBe('read');
    expect(scopeOf(1001, 0)).toBe('read');
  });

  it('need not be asked for where only the owner can come in', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hecate-scope-'));
    const uid = process.geteuid?.() ?? -1;
    try {
      const socket = path.join(folder, 's.sock');
      expect(scopeOfFolder(socket, uid)).toBe('admin');
      expect(scopeOfFolder(socket, uid + 1)).toBeNull();
      chmodSync(folder, 0o755);
      expect(scopeOfFolder(socket, uid)).toBeNull();
      expect(scopeOfFolder(path.join(folder, 'missing/s.sock'), uid)).toBeNull();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
