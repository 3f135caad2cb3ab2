import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../port.ts';
import { createRecordedHost } from './nodeHost.ts';

let base: string;
let host: Host;

function put(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'hecate-recorded-'));
  const root = path.join(base, 'machine');
  put(path.join(root, 'sys/devices/pci0000:00/0000:00:01.0/class'), '0x030000\n');
  put(path.join(root, 'proc/cpuinfo'), 'processor\t: 0\n');
  put(path.join(root, 'proc/large'), 'x'.repeat(5000));
  mkdirSync(path.join(root, 'sys/bus/pci/devices'), { recursive: true });
  symlinkSync('../../../devices/pci0000:00/0000:00:01.0', path.join(root, 'sys/bus/pci/devices/0000:00:01.0'));
  // The same link after a trip through an archive without links.
  put(path.join(root, 'sys/class/written'), '../devices/pci0000:00/0000:00:01.0');
  put(path.join(root, 'sys/class/value'), '../not a link, it ends its line\n');
  symlinkSync('/proc/cpuinfo', path.join(root, 'absolute'));
  symlinkSync('../../../../../../../../../../etc/passwd', path.join(root, 'escape'));
  symlinkSync(path.join(base, 'outside'), path.join(root, 'outside'));
  put(path.join(base, 'outside/secret'), 'secret');
  execFileSync('mkfifo', [path.join(root, 'fifo')]);
  put(path.join(base, 'drm/card0/device/vendor'), '0x10de\n');
  host = createRecordedHost(root, { mounts: { '/sys/class/drm': path.join(base, 'drm') } });
});

afterAll(() => {
  rmSync(base, { recursive: true, force: true });
});

describe('a recorded machine', () => {
  it('says that it is one, and knows nothing of the machine it lies on', () => {
    expect(host.identity).toMatchObject({
      recorded: true,
      architecture: undefined,
      hostname: undefined,
      kernelRelease: undefined,
      env: {},
    });
  });

  it('follows links inside its folder', () => {
    expect(host.files.read('/sys/bus/pci/devices/0000:00:01.0/class')).toEqual({ ok: true, text: '0x030000\n' });
    expect(host.files.realPath('/sys/bus/pci/devices/0000:00:01.0')).toBe('/sys/devices/pci0000:00/0000:00:01.0');
    expect(host.files.readLink('/sys/bus/pci/devices/0000:00:01.0')).toBe('../../../devices/pci0000:00/0000:00:01.0');
  });

  it('maps absolute link targets below its root', () => {
    expect(host.files.read('/absolute')).toEqual({ ok: true, text: 'processor\t: 0\n' });
  });

  it('takes a small file that holds a climbing path for the link it once was', () => {
    expect(host.files.stat('/sys/class/written')?.kind).toBe('link');
    expect(host.files.read('/sys/class/written/class')).toEqual({ ok: true, text: '0x030000\n' });
    expect(host.files.read('/sys/class/value')).toMatchObject({ ok: true });
  });

  it.each(['/escape', '/outside/secret', '/../outside/secret', '/sys/../../outside/secret'])('never leaves its folder by %s', (asked) => {
    expect(host.files.read(asked)).toMatchObject({ ok: false, reason: 'missing' });
    expect(host.files.exists(asked)).toBe(false);
  });

  it('does not open what is no file', () => {
    expect(host.files.read('/fifo')).toMatchObject({ ok: false });
    expect(host.files.read('/proc')).toMatchObject({ ok: false });
  });

  it('shows mounted folders in their place and in the listing above', () => {
    expect(host.files.list('/sys/class')).toEqual(['drm', 'value', 'written']);
    expect(host.files.list('/sys/class/drm')).toEqual(['card0']);
    expect(host.files.read('/sys/class/drm/card0/device/vendor')).toEqual({ ok: true, text: '0x10de\n' });
  });

  it('bounds what it reads', () => {
    expect(host.files.read('/proc/large', 100)).toMatchObject({ ok: false, reason: 'tooLarge' });
  });

  it('runs nothing, and says why', async () => {
    const result = await host.commands.run('true', []);
    expect(result).toMatchObject({ exitCode: null, failure: 'unavailable' });
    expect(result.stderr).toContain('recorded machine');
  });

  it('explains why it lists no memory modules', async () => {
    expect(await host.inventory.memoryModules()).toMatchObject({ ok: false, why: expect.stringContaining('recording') as string });
  });

  it('refuses a folder that is not there', () => {
    expect(() => createRecordedHost(path.join(base, 'nothing'))).toThrow('ENOENT');
  });
});
