import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Mount, parseMountinfo, parseMounts } from './mounts.ts';

const fixtures = process.env['HECATE_FIXTURES'];
const topology = fixtures === undefined ? undefined : path.join(fixtures, 'topology');
const recorded = topology !== undefined && existsSync(topology);

const shown = (mounts: readonly Mount[]): readonly string[] => mounts.map(({ mountPoint, device }) => `${mountPoint} ${device}`);

describe('parseMounts', () => {
  it('takes storage, and no pseudo file systems, images or memory', () => {
    const text = [
      'proc /proc proc rw 0 0',
      'tmpfs /run tmpfs rw 0 0',
      'tmpfs /tmp tmpfs rw,size=1g 0 0',
      '/dev/nvme0n1p2 / ext4 rw,relatime 0 0',
      '/dev/nvme0n1p1 /boot/efi vfat ro,fmask=0077 0 0',
      '/dev/loop1 /snap/core/1 squashfs ro 0 0',
      '/dev/sr0 /media/cd iso9660 ro 0 0',
      'systemd-1 /proc/sys/fs/binfmt_misc autofs rw 0 0',
      '/etc/auto.home /home autofs rw 0 0',
      'nas:/export /mnt/nas nfs4 rw,vers=4.2 0 0',
      'me@host:/ /mnt/ssh fuse.sshfs rw 0 0',
      'thing /mnt/thing fuse rw 0 0',
      'gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0',
      'portal /run/user/1000/doc fuse.portal rw 0 0',
      'tank/data /tank zfs rw 0 0',
      'overlay /var/lib/docker/overlay2/abc/merged overlay rw 0 0',
      '/dev/nvme0n1p2 /var/lib/docker/volumes ext4 rw 0 0',
      '',
    ].join('\n');
    expect(parseMounts(text).map(({ mountPoint, type, readOnly, remote }) => [mountPoint, type, readOnly, remote])).toEqual([
      ['/tmp', 'tmpfs', false, false],
      ['/', 'ext4', false, false],
      ['/boot/efi', 'vfat', true, false],
      ['/mnt/nas', 'nfs4', false, true],
      ['/mnt/ssh', 'fuse.sshfs', false, true],
      ['/mnt/thing', 'fuse', false, true],
      ['/tank', 'zfs', false, false],
    ]);
  });

  it('reads octal escapes, and shows no control characters', () => {
    const [mount] = parseMounts('/dev/sdb1 /media/my\\040\\134disk\\011\\012x\u001b ext4 rw 0 0\n');
    expect(mount?.path).toBe('/media/my \\disk\t\nx\u001b');
    expect(mount?.mountPoint).toBe('/media/my \\disk  x');
  });

  it('gives one entry for a device, at its shortest path, and hides what something else is mounted over', () => {
    expect(
      shown(
        parseMounts(
          '/dev/sda1 /srv/data ext4 rw 0 0\n/dev/sda1 /data ext4 rw 0 0\n/dev/sdb1 /mnt ext4 rw 0 0\n/dev/sdc1 /mnt ext4 rw 0 0\n/dev/root / ext4 rw 0 0\n',
        ),
      ),
    ).toEqual(['/data /dev/sda1', '/mnt /dev/sdc1', '/ /dev/root']);
  });

  it('takes the storage of a container as its root, not the files that its engine mounts over', () => {
    const text = 'overlay / overlay rw 0 0\n/dev/vda1 /etc/hosts ext4 rw 0 0\n/dev/vda1 /etc/resolv.conf ext4 rw 0 0\n';
    expect(shown(parseMounts(text))).toEqual(['/ overlay']);
  });

  it('gives no nonsense for any text', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('/dev/sda', '/', 'ext4', 'rw', ' - ', '\n', '\\040', '8:1'));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        for (const mount of [...parseMounts(words.join(' ')), ...parseMountinfo(words.join(' '))]) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
          expect(`${mount.mountPoint}${mount.device}${mount.type}`).not.toMatch(/[\u0000-\u001f]/);
        }
      }),
    );
  });

  it.skipIf(!recorded)('makes sense of the mounts of recorded machines (skipped without shared fixtures: topology)', () => {
    const found = readdirSync(topology ?? '').flatMap((name) => {
      const file = path.join(topology ?? '', name, 'fs/proc/mounts');
      if (!existsSync(file)) return [];
      const text = readFileSync(file, 'utf8');
      // By other, plain code: what stands for storage there.
      const types = /^(?:ext[234]|vfat|xfs|btrfs|nfs4?|lustre)$/;
      const expected = text.split('\n').filter((line) => types.test(line.split(' ')[2] ?? ''));
      const mounts = parseMounts(text);
      expect(
        mounts.map(({ type }) => type).every((type) => types.test(type)),
        name,
      ).toBe(true);
      expect(mounts).toHaveLength(new Set(expected.map((line) => line.split(' ')[0])).size);
      return mounts;
    });
    expect(found.length).toBeGreaterThan(5);
  });
});

describe('parseMountinfo', () => {
  const line = (device: string, root: string, point: string, type: string, source: string, superOptions = 'rw'): string =>
    `36 35 ${device} ${root} ${point} rw,noatime master:1 - ${type} ${source} ${superOptions}\n`;

  it('gives one entry for a file system, where its top is mounted, whatever its sources are called', () => {
    const text = [
      line('8:1', '/var/lib/thing', '/x', 'ext4', '/dev/sda1'),
      line('8:1', '/', '/srv/long/path', 'ext4', '/dev/sda1'),
      line('0:40', '/@', '/', 'btrfs', '/dev/nvme0n1p3'),
      line('0:40', '/@home', '/home', 'btrfs', '/dev/nvme0n1p3'),
      line('0:50', '/', '/mnt/a', 'nfs4', 'nas:/a'),
      line('0:51', '/', '/mnt/b', 'nfs4', 'nas:/b'),
      line('8:2', '/', '/backup', 'xfs', '/dev/sdb2', 'ro'),
    ].join('');
    expect(shown(parseMountinfo(text))).toEqual([
      '/srv/long/path /dev/sda1',
      '/ /dev/nvme0n1p3',
      '/mnt/a nas:/a',
      '/mnt/b nas:/b',
      '/backup /dev/sdb2',
    ]);
    expect(parseMountinfo(text).at(-1)?.readOnly).toBe(true);
  });

  it('agrees with df(1) on the storage of this machine', () => {
    const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
    const root = parseMounts(readFileSync('/proc/self/mounts', 'utf8')).find(({ mountPoint }) => mountPoint === '/');
    expect(mounts.find(({ mountPoint }) => mountPoint === '/')).toEqual(root);
  });
});
