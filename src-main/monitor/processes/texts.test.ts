/** The small parsers of this folder: each with what the kernel writes, and with anything else. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDrmClient } from './drmFdinfo.ts';
import { commandText, effectiveUser } from './facts.ts';
import { sumOf, valueAfter, version1Mounts } from './groupCounters.ts';
import { groupName, groupPath, tellingName } from './groupName.ts';
import { hidesProcesses } from './hidden.ts';
import { kernelUnits, unitsIn } from './kernelUnits.ts';
import { cut, shownName, splitArguments } from './shownText.ts';
import { keyValues, kibibytes, memoryFields } from './statusFields.ts';
import { readIo } from './sweep.ts';
import { readPasswd } from './users.ts';

const id = '0123456789ab'.padEnd(64, 'c');

describe('groupName and tellingName', () => {
  it.each([
    ['/system.slice/ssh.service', 'ssh.service'],
    ['/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice/vte-spawn-1.scope', 'vte-spawn-1.scope'],
    ['/user.slice/user-1000.slice/session-3.scope', 'session-3.scope'],
    ['/system.slice/foo.service/supervised/worker', 'foo.service'],
    ['/user.slice', 'user.slice'],
    [`/system.slice/docker-${id}.scope`, 'docker 0123456789ab'],
    [`/system.slice/docker-${id}.scope/system.slice/nginx.service`, 'docker 0123456789ab'],
    [`/docker/${id}`, 'container 0123456789ab'],
    [`/machine.slice/libpod-${id}.scope/container`, 'podman 0123456789ab'],
    [`/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`, 'containerd 0123456789ab'],
    [`/kubepods/burstable/pod12/${id}`, 'container 0123456789ab'],
    [`/kubepods.slice/crio-${id}.scope`, 'cri-o 0123456789ab'],
    ['/lxc.payload.web/system.slice/nginx.service', 'lxc web'],
    ['/', ''],
  ])('says of %s: %s', (path, name) => {
    expect(tellingName(path)).toBe(name);
  });

  it('turns systemd escapes back where the character is printable, and only there', () => {
    expect(groupName('app-org.kde.a\\x2db.scope')).toEqual({ name: 'app-org.kde.a-b.scope', kind: 'scope' });
    expect(groupName('a\\x1b[31m.service').name).toBe('a\\x1b[31m.service');
  });

  it('bounds any path, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 500 }),
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
        ),
        (path) => {
          expect(tellingName(path).length).toBeLessThanOrEqual(128);
        },
      ),
    );
  });
});

describe('groupPath', () => {
  it('prefers version 2, then systemd, then the longest', () => {
    expect(groupPath('0::/system.slice/a.service\n')).toBe('/system.slice/a.service');
    expect(groupPath('4:memory:/m/longer/than/all\n1:name=systemd:/system.slice/b.service\n0::/\n')).toBe('/system.slice/b.service');
    expect(groupPath('9:name=systemd:/\n4:memory:/process/x\n1:cpu:/\n0::/\n')).toBe('/process/x');
    expect(groupPath('0::/\n')).toBe('/');
    expect(groupPath('0::/a:b::c\n')).toBe('/a:b::c');
    expect(groupPath('')).toBeUndefined();
  });
});

describe('readDrmClient', () => {
  const amd = [
    'pos:\t0',
    'flags:\t02100002',
    'drm-driver:\tamdgpu',
    'drm-client-id:\t44',
    'drm-pdev:\t0000:03:00.0',
    'drm-memory-vram:\t1000 KiB',
    'drm-memory-gtt: \t24 KiB',
    'drm-memory-cpu: \t500 KiB',
    'drm-total-vram:\t2000 KiB',
    'drm-resident-vram:\t1000 KiB',
    'amd-evicted-vram:\t0 KiB',
  ].join('\n');

  it('sums the regions that the GPU reaches, each once, and what is there rather than what was asked for', () => {
    expect(readDrmClient(amd)).toEqual({ id: '0000:03:00.0 44', memoryBytes: 1024 * 1024 });
  });

  it('takes the totals of a driver that tells nothing else, in any unit', () => {
    expect(readDrmClient('drm-driver: i915\ndrm-client-id: 7\ndrm-total-system0: 3 MiB\ndrm-total-stolen-system0: 100\n')).toEqual({
      id: 'i915 7',
      memoryBytes: 3 * 1024 * 1024 + 100,
    });
  });

  it('says nothing without a client or a figure', () => {
    expect(readDrmClient('drm-driver: ast\n')).toBeUndefined();
    expect(readDrmClient('drm-driver: ast\ndrm-client-id: 1\n')).toBeUndefined();
    expect(readDrmClient('drm-client-id: 1\ndrm-total-vram: -5 KiB\n')).toBeUndefined();
  });

  it('never throws, and any figure is a number of bytes', () => {
    const lines = fc.array(
      fc.oneof(
        fc.string(),
        fc
          .tuple(fc.constantFrom('drm-total-vram', 'drm-client-id', 'drm-resident-', 'drm-memory-gtt'), fc.string())
          .map(([key, value]) => `${key}:${value}`),
      ),
    );
    fc.assert(
      fc.property(lines, (all) => {
        expect(readDrmClient(all.join('\n'))?.memoryBytes ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('hidesProcesses', () => {
  const user = { uid: 1000, groups: [1000, 27] };
  const mounts = (options: string): string =>
    `sysfs /sys sysfs rw 0 0\nproc /proc proc rw,nosuid${options} 0 0\nproc /other/proc proc rw,hidepid=2 0 0\n`;
  it.each([
    ['', false],
    [',hidepid=0', false],
    [',hidepid=off', false],
    [',hidepid=1', true],
    [',hidepid=2', true],
    [',hidepid=invisible', true],
    [',gid=27,hidepid=invisible', false],
    [',gid=99,hidepid=invisible', true],
    [',gid=27,hidepid=ptraceable', true],
  ])('%s: %s', (options, hidden) => {
    expect(hidesProcesses(mounts(options), user)).toBe(hidden);
    expect(hidesProcesses(mounts(options), { uid: 0, groups: [0] })).toBe(false);
  });
});

describe('readPasswd', () => {
  it('takes names by number, the first of two, and passes over the rest', () => {
    const names = readPasswd('root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:/\n\n#comment\n+::::::\nbad:x:minus:1\n:x:7:7\nada:x:1000:1000');
    expect([...names]).toEqual([
      [0, 'root'],
      [1000, 'ada'],
    ]);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => readPasswd(text).size >= 0));
  });
});

describe('kernelUnits', () => {
  const vector = (...pairs: (readonly [number, number])[]): Buffer => {
    const bytes = Buffer.alloc(pairs.length * 16);
    for (const [index, [key, value]] of pairs.entries()) {
      bytes.writeBigUInt64LE(BigInt(key), index * 16);
      bytes.writeBigUInt64LE(BigInt(value), index * 16 + 8);
    }
    return bytes;
  };

  it('takes clock ticks and page size from the auxiliary vector', () => {
    expect(unitsIn(vector([6, 65_536], [17, 1024], [0, 0]), false)).toEqual({ ticksPerSecond: 1024, pageBytes: 65_536 });
    expect(unitsIn(Buffer.alloc(3), false)).toEqual({ ticksPerSecond: 100, pageBytes: 4096 });
  });

  it('finds in the vector of this process what the C library finds there', () => {
    const units = kernelUnits();
    expect(unitsIn(readFileSync('/proc/self/auxv'))).toEqual(units);
    expect([100, 250, 1000, 1024]).toContain(units.ticksPerSecond);
    expect(Math.log2(units.pageBytes) % 1).toBe(0);
  });
});

describe('command lines', () => {
  it('have one blank between arguments, and the name in brackets where there are none', () => {
    expect(commandText('sleep\u00005\u0000', 'sleep')).toBe('sleep 5');
    expect(commandText('nginx: worker process\u0000\u0000\u0000\u0000', 'nginx')).toBe('nginx: worker process');
    expect(commandText('', 'kthreadd')).toBe('[kthreadd]');
    expect(commandText('a\u0000\u0000b\u0000', 'a')).toBe('a  b');
  });

  it('are cut, never within a character', () => {
    expect(commandText('x'.repeat(1000), 'x')).toHaveLength(256);
    expect(commandText(`${'x'.repeat(255)}\u{1F600}`, 'x')).toBe('x'.repeat(255));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (text, characters) => {
        const shown = cut(text, characters);
        expect(shown.length).toBeLessThanOrEqual(characters);
        expect(text.startsWith(shown)).toBe(true);
        expect(Buffer.from(shown).toString()).toBe(shown);
      }),
    );
  });

  it('keep empty arguments but the padding behind', () => {
    expect(splitArguments('a\u0000\u0000b\u0000')).toEqual(['a', '', 'b']);
    expect(splitArguments('\u0000\u0000')).toEqual([]);
  });
});

describe('status, io and smaps_rollup', () => {
  const status =
    'Name:\tcat\nUid:\t1000\t33\t1000\t1000\nVmSize:\t  4096 kB\nVmRSS:\t    2048 kB\nRssFile:\t    1000 kB\nRssShmem:\t       24 kB\nVmSwap:\t       8 kB\n';

  it('gives bytes, and nothing for kernel threads', () => {
    expect(memoryFields(keyValues(status))).toEqual({
      residentBytes: 2_097_152,
      sharedBytes: 1_048_576,
      swapBytes: 8192,
      virtualBytes: 4_194_304,
    });
    expect(memoryFields(keyValues('Name:\tkthreadd\n'))).toEqual({ residentBytes: 0, sharedBytes: null, swapBytes: null, virtualBytes: 0 });
    expect(kibibytes('12 MB')).toBeUndefined();
  });

  it('takes the effective user, not one that the name of the process claims', () => {
    expect(effectiveUser(status)).toBe(33);
    // The kernel writes a line feed in a name as \n (proc_task_name), so that no name can begin a line.
    expect(effectiveUser('Name:\tUid:\\t0\\t0\\t0\nUid:\t5\t6\t7\t8\n')).toBe(6);
    expect(effectiveUser('')).toBeUndefined();
  });

  it('reads what went to disks', () => {
    expect(readIo('rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 1\n')).toEqual({
      readBytes: 4096,
      writeBytes: 8192,
    });
    expect(readIo('read_bytes: 1\n')).toEqual({ readBytes: 1, writeBytes: Number.NaN });
    expect(readIo('')).toEqual({ readBytes: Number.NaN, writeBytes: Number.NaN });
  });
});

describe('counters of control groups', () => {
  it('sums the devices of io.stat and of blkio', () => {
    expect(sumOf('8:0 rbytes=100 wbytes=5 rios=1\n259:1 rbytes=23 wbytes=0 rios=2\n', 'rbytes=')).toBe(123);
    expect(sumOf('8:0 Read 10\n8:0 Write 20\n8:0 Total 30\nTotal 30\n', ' Write ')).toBe(20);
    expect(sumOf('', 'rbytes=')).toBe(0);
  });

  it('finds a line by its key', () => {
    expect(valueAfter('usage_usec 5\nuser_usec 3\n', 'usage_usec ')).toBe(5);
    expect(valueAfter('nothing\n', 'usage_usec ')).toBeUndefined();
    expect(valueAfter(undefined, 'usage_usec ')).toBeUndefined();
  });

  it('finds the controllers of version 1 where they are mounted', () => {
    const mounts =
      'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\ncgroup /sys/fs/cgroup/a\\040b cgroup rw,memory 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n';
    expect(version1Mounts(mounts)).toEqual({
      named: undefined,
      cpu: '/sys/fs/cgroup/cpu,cpuacct',
      memory: '/sys/fs/cgroup/a b',
      disks: undefined,
    });
  });
});

describe('shownName', () => {
  it.each([
    ['bash', '/bin/bash', 'bash'],
    ['MainThread', '/usr/lib/node/bin/node /srv/app.js', 'node'],
    ['MainThread', 'next-server (v15)', 'next-server'],
    ['MainThread', '', 'MainThread'],
    ['MainThread', '/', 'MainThread'],
  ])('of %j, started as %j, is %j', (name, command, shown) => {
    expect(shownName(name, command)).toBe(shown);
  });
});
