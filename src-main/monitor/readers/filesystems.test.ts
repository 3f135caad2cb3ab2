import { execFileSync } from 'node:child_process';
import { promises } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesystemSample } from '../../contracts/monitor.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { FilesystemReader, filesystemSampleOf, type StatfsAnswer } from './filesystems.ts';
import type { Mount } from './mounts.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

const answer: StatfsAnswer = { bsize: 4096, blocks: 1000, bfree: 400, bavail: 350, files: 100, ffree: 75 };
const mount: Mount = { path: '/', mountPoint: '/', device: '/dev/sda1', type: 'ext4', readOnly: false, remote: false };

/** Answers when it is told to, and counts what is under way. */
class FakeCalls {
  readonly waiting = new Map<string, ((answer: StatfsAnswer | Error) => void)[]>();
  calls = 0;
  most = 0;
  /** Paths that never answer. */
  readonly dead = new Set<string>();

  readonly statfs = async (path: string): Promise<StatfsAnswer> => {
    this.calls += 1;
    if (!this.dead.has(path)) return answer;
    return new Promise((resolve, reject) => {
      const list = this.waiting.get(path) ?? [];
      list.push((given) => {
        if (given instanceof Error) reject(given);
        else resolve(given);
      });
      this.waiting.set(path, list);
      this.most = Math.max(this.most, [...this.waiting.values()].flat().length);
    });
  };

  release(path: string, given: StatfsAnswer | Error): void {
    for (const finish of this.waiting.get(path) ?? []) finish(given);
    this.waiting.delete(path);
    this.dead.delete(path);
  }
}

const mounts = (...lines: string[]): FakeMachine => machine.write('proc/self/mounts', lines.map((line) => `${line} 0 0\n`).join(''));

async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await turn();
}

describe('filesystemSampleOf', () => {
  it('counts as df(1) does: used of what an ordinary user could have', () => {
    expect(filesystemSampleOf(mount, answer)).toEqual({
      mountPoint: '/',
      device: '/dev/sda1',
      type: 'ext4',
      totalBytes: 4_096_000,
      usedBytes: 600 * 4096,
      availableBytes: 350 * 4096,
      usedPercent: 63.16,
      inodesUsedPercent: 25,
      readOnly: false,
    });
  });

  it('uses the unit of the blocks, knows file systems without inodes and without room, and drops what has no size', () => {
    expect(filesystemSampleOf(mount, { ...answer, frsize: 512, files: 0, ffree: 0 })).toMatchObject({
      totalBytes: 512_000,
      inodesUsedPercent: null,
    });
    expect(filesystemSampleOf(mount, { ...answer, bfree: 0, bavail: 2 ** 64 })).toMatchObject({ availableBytes: 0, usedPercent: 100 });
    expect(filesystemSampleOf(mount, { ...answer, blocks: 0 })).toBeUndefined();
  });

  it('fits the contract, or is left out, for any answer', () => {
    const any = fc.double({ noNaN: false });
    fc.assert(
      fc.property(fc.record({ bsize: any, frsize: any, blocks: any, bfree: any, bavail: any, files: any, ffree: any }), (given) => {
        const sample = filesystemSampleOf(mount, given);
        if (sample !== undefined) filesystemSample.parse(sample);
      }),
      // Their sum is beyond what a number holds, although the bytes are few.
      { examples: [[{ bsize: 1e-300, frsize: 1e-300, blocks: 1.5e308, bfree: 1e307, bavail: 1.5e308, files: 0, ffree: 0 }]] },
    );
  });
});

describe('FilesystemReader', () => {
  it('measures every ten seconds, and shows what is mounted', async () => {
    mounts('/dev/sda1 / ext4 rw', 'nas:/x /mnt/nas nfs4 ro', 'proc /proc proc rw');
    const calls = new FakeCalls();
    const files = new KernelFiles(machine.root);
    const reader = new FilesystemReader(files, calls.statfs);
    expect(reader.sample(null)).toEqual([]);
    expect(reader.absent().map(({ what, why }) => `${what}: ${why}`)).toEqual([
      'filesystems./: being measured for the first time',
      'filesystems./mnt/nas: being measured for the first time',
    ]);
    await settle();
    expect(reader.sample(1000).map(({ mountPoint, readOnly }) => [mountPoint, readOnly])).toEqual([
      ['/', false],
      ['/mnt/nas', true],
    ]);
    expect(reader.absent()).toEqual([]);
    mounts('/dev/sda1 / ext4 rw');
    for (let second = 0; second < 9; second += 1) {
      reader.sample(1000);
      await settle();
    }
    expect([calls.calls, reader.sample(1000).length]).toEqual([3, 1]);
    reader.close();
    expect(files.openCount).toBe(0);
  });

  it('is not held up by servers that are gone, makes no second call to them, and leaves their figures out after 30 seconds', async () => {
    mounts('/dev/sda1 / ext4 rw', ...['a', 'b', 'c', 'd', 'e'].map((name) => `nas:/${name} /mnt/${name} nfs4 rw`));
    const calls = new FakeCalls();
    const reader = new FilesystemReader(new KernelFiles(machine.root), calls.statfs);
    reader.sample(null);
    await settle();
    expect(reader.sample(1000)).toHaveLength(6);
    for (const name of ['a', 'b', 'c', 'd', 'e']) calls.dead.add(`/mnt/${name}`);
    for (let second = 0; second < 35; second += 1) {
      const shown = reader.sample(1000).map(({ mountPoint }) => mountPoint);
      expect(shown).toContain('/');
      await settle();
    }
    expect(reader.sample(1000).map(({ mountPoint }) => mountPoint)).toEqual(['/']);
    // Two of them at most, so that other work of the program still finds a thread; each asked once.
    expect([calls.most, [...calls.waiting.values()].map((list) => list.length)]).toEqual([2, [1, 1]]);
    const reasons = reader.absent().map(({ why }) => why);
    expect(reasons.filter((why) => /^does not answer; asked \d\d s ago$/.test(why))).toHaveLength(2);
    expect(reasons.filter((why) => why === 'not measured while others of its kind do not answer')).toHaveLength(3);
    for (const path of [...calls.waiting.keys()]) calls.release(path, answer);
    for (const name of ['a', 'b', 'c', 'd', 'e']) calls.release(`/mnt/${name}`, answer);
    await settle();
    expect(reader.sample(1000)).toHaveLength(6);
    reader.close();
  });

  it('keeps a call that hangs on record while its mount is gone, and never shows its answer for what is mounted there next', async () => {
    mounts('nas:/x /mnt nfs4 rw');
    const calls = new FakeCalls();
    calls.dead.add('/mnt');
    const reader = new FilesystemReader(new KernelFiles(machine.root), calls.statfs);
    reader.sample(null);
    mounts('/dev/sda1 /other ext4 rw');
    reader.sample(10_000);
    mounts('/dev/sdb1 /mnt ext4 rw');
    reader.sample(10_000);
    await settle();
    expect(calls.waiting.get('/mnt')).toHaveLength(1);
    calls.release('/mnt', { ...answer, blocks: 5000 });
    await settle();
    expect(reader.sample(1000)).toEqual([]);
    reader.sample(10_000);
    await settle();
    expect(reader.sample(1000)).toMatchObject([{ device: '/dev/sdb1', totalBytes: 4_096_000 }]);
    reader.close();
  });

  it('says what statfs refused', async () => {
    mounts('/dev/sda1 /gone ext4 rw');
    const calls = new FakeCalls();
    calls.dead.add('/gone');
    const reader = new FilesystemReader(new KernelFiles(machine.root), calls.statfs);
    reader.sample(null);
    calls.release('/gone', Object.assign(new Error('stale'), { code: 'ESTALE' }));
    await settle();
    reader.sample(1000);
    expect(reader.absent()).toEqual([{ what: 'filesystems./gone', why: 'cannot be measured (ESTALE)' }]);
    reader.close();
  });

  it('says why a recorded machine, or one without a mount table, has none', () => {
    const bare = new FilesystemReader(new KernelFiles(machine.root), promises.statfs);
    expect(bare.sample(null)).toEqual([]);
    expect(bare.absent()[0]?.why).toContain('cannot be read');
    mounts('/dev/sda1 / ext4 rw');
    const recorded = new FilesystemReader(new KernelFiles(machine.root), undefined);
    expect(recorded.sample(null)).toEqual([]);
    expect(recorded.absent()).toEqual([{ what: 'filesystems', why: 'a recorded machine does not tell how full its file systems are' }]);
    bare.close();
    recorded.close();
  });

  it('agrees with df(1) on this machine', async () => {
    const reader = new FilesystemReader(new KernelFiles(), promises.statfs);
    reader.sample(null);
    const root = await waitFor(() => reader.sample(1).find(({ mountPoint }) => mountPoint === '/'));
    const [, row = ''] = execFileSync('df', ['-B1', '--output=source,fstype,size,used,avail', '/'], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const [, type, ...sizes] = row.trim().split(/\s+/);
    const [size = 0, used = 0, available = 0] = sizes.map(Number);
    expect([root.type, root.totalBytes]).toEqual([type, size]);
    // Other programs write between the two readings.
    expect(Math.abs(root.usedBytes - used)).toBeLessThan(256 * 1024 * 1024);
    expect(Math.abs(root.availableBytes - available)).toBeLessThan(256 * 1024 * 1024);
    expect(root.usedPercent).toBeCloseTo((root.usedBytes * 100) / (root.usedBytes + root.availableBytes), 1);
    reader.close();
  });
});

async function waitFor<T>(look: () => T | undefined): Promise<T> {
  const giveUp = Date.now() + 5000;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > giveUp) throw new Error('nothing came in 5 s');
    await turn();
  }
}
