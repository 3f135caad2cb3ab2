import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskSample } from '../../contracts/monitor.ts';
import { emptyDisk } from '../../contracts/testSupport/emptyFrame.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { DiskReader, type DiskSources, isPartitionName } from './disks.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

const fixtures = process.env['HECATE_FIXTURES'];
const procfs = fixtures === undefined ? undefined : path.join(fixtures, 'procfs');

const idle = '0 0 0 0 0 0 0 0 0 0 0';
const line = (name: string, fields: string): string => `   8       0 ${name} ${fields}\n`;
const diskstats = (...lines: string[]): FakeMachine => machine.write('proc/diskstats', lines.join(''));

const readerOn = (sources: Partial<DiskSources> = {}): DiskReader =>
  new DiskReader(new KernelFiles(machine.root), { temperatureOf: () => undefined, health: () => undefined, ...sources });

/** Any bytes at all, one character each. */
const anyText = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

describe('DiskReader', () => {
  it('turns sectors of 512 bytes, requests, busy and weighted milliseconds into rates over the measured time', () => {
    diskstats(line('sda', '100 5 2000 7 50 3 1000 9 0 400 900'));
    const reader = readerOn();
    expect(reader.sample(null)).toEqual([emptyDisk({ name: 'sda' })]);
    diskstats(line('sda', '120 5 4000 57 60 3 1500 14 0 1400 3900'));
    expect(reader.sample(2000)).toEqual([
      {
        name: 'sda',
        readBytesPerSecond: 512_000,
        writeBytesPerSecond: 128_000,
        readsPerSecond: 10,
        writesPerSecond: 5,
        readLatencyMs: 2.5,
        writeLatencyMs: 0.5,
        busyPercent: 50,
        queueDepth: 1.5,
        tempC: null,
        health: null,
        wearPercent: null,
      },
    ]);
    reader.close();
  });

  it('has no latency for an interval in which nothing ended, and none after the milliseconds wrapped', () => {
    diskstats(line('sda', '100 0 0 4294967290 50 0 0 9 0 0 0'));
    const reader = readerOn();
    reader.sample(null);
    diskstats(line('sda', '100 0 0 4294967295 51 0 0 10 0 0 0'));
    expect(reader.sample(1000)).toMatchObject([{ readLatencyMs: null, writeLatencyMs: 1 }]);
    diskstats(line('sda', '110 0 0 20 51 0 0 10 0 0 0'));
    expect(reader.sample(1000)).toMatchObject([{ readsPerSecond: 10, readLatencyMs: null, writeLatencyMs: null }]);
    diskstats(line('sda', '120 0 0 25 51 0 0 10 0 0 0'));
    expect(reader.sample(1000)).toMatchObject([{ readLatencyMs: 0.5 }]);
    reader.close();
  });

  it('shows temperature and health of the device behind a disk, also of one of several controllers', () => {
    const scsi = '/sys/devices/pci0000:00/ata1/host0/target0:0:0/0:0:0:0';
    const subsystem = '/sys/devices/virtual/nvme-subsystem/nvme-subsys0';
    machine
      .write(`${scsi}/block/sda/size`, '1')
      .link(`${scsi}/block/sda/device`, '../..')
      .link('sys/block/sda', '../devices/pci0000:00/ata1/host0/target0:0:0/0:0:0:0/block/sda')
      .write(`${subsystem}/nvme0n1/size`, '1')
      .link(`${subsystem}/nvme0n1/device`, '..')
      .link('sys/block/nvme0n1', '../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1')
      .write('/sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0/model', 'x')
      .link(`${subsystem}/nvme0`, '../../../pci0000:00/0000:01:00.0/nvme/nvme0');
    diskstats(line('sda', idle), line('nvme0n1', idle));
    const temperatures = new Map([
      [scsi, 31],
      ['/sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0', 45.85],
    ]);
    const reader = readerOn({
      temperatureOf: (device) => temperatures.get(device),
      health: (disk) => (disk === 'sda' ? { verdict: 'failing', wearPercent: 12 } : undefined),
    });
    expect(reader.sample(null)).toMatchObject([
      { name: 'sda', tempC: 31, health: 'failing', wearPercent: 12 },
      { name: 'nvme0n1', tempC: 45.85, health: null, wearPercent: null },
    ]);
    temperatures.clear();
    expect(reader.sample(1000)).toMatchObject([{ tempC: null }, { tempC: null }]);
    reader.close();
  });

  it('shows whole devices, and those that merely exist only once they were used', () => {
    machine.write('sys/class/block/sda1/partition', '1\n').write('sys/block/sda/size', '1').write('sys/block/sda1x/size', '1');
    diskstats(
      line('sda', idle),
      line('sda1', idle),
      line('loop0', idle),
      line('loop1', '1 0 8 0 0 0 0 0 0 0 0'),
      line('ram0', idle),
      line('zram0', idle),
      line('nvme0n1', idle),
      line('nvme0n1p2', idle),
      line('dm-0', idle),
      line('sda1x', idle),
    );
    const reader = readerOn();
    expect(reader.sample(null).map((disk) => disk.name)).toEqual(['sda', 'loop1', 'nvme0n1', 'dm-0', 'sda1x']);
    reader.close();
  });

  it('is null for one interval after a counter went back, without touching the other figures', () => {
    diskstats(line('sda', '100 0 2000 0 0 0 4294967295 0 0 4294967290 0'));
    const reader = readerOn();
    reader.sample(null);
    // writes wrapped at 32 bits, busy time too, as it is an unsigned int in the kernel.
    diskstats(line('sda', '110 0 2000 0 0 0 100 0 0 200 0'));
    expect(reader.sample(1000)).toMatchObject([{ readsPerSecond: 10, writeBytesPerSecond: null, busyPercent: null }]);
    diskstats(line('sda', '110 0 2000 0 0 0 102 0 0 300 0'));
    expect(reader.sample(1000)).toMatchObject([{ readsPerSecond: 0, writeBytesPerSecond: 1024, busyPercent: 10 }]);
    reader.close();
  });

  it('starts over with a device that was unplugged and came back, even with higher counters', () => {
    const reader = readerOn();
    diskstats(line('sda', idle), line('sdb', '10 0 0 0 0 0 0 0 0 0 0'));
    reader.sample(null);
    diskstats(line('sda', idle));
    expect(reader.sample(1000).map((disk) => disk.name)).toEqual(['sda']);
    diskstats(line('sdb', '9999 0 0 0 0 0 0 0 0 0 0'), line('sda', idle));
    expect(reader.sample(1000)).toMatchObject([
      { name: 'sdb', readsPerSecond: null },
      { name: 'sda', readsPerSecond: 0 },
    ]);
    diskstats(line('sdb', '10001 0 0 0 0 0 0 0 0 0 0'), line('sda', idle));
    expect(reader.sample(1000)[0]?.readsPerSecond).toBe(2);
    reader.close();
  });

  it('keeps devices apart when the kernel changes their order', () => {
    const reader = readerOn();
    const names = ['sda', 'sdb', 'sdc', 'sdd'];
    fc.assert(
      fc.property(fc.array(fc.shuffledSubarray(names, { minLength: 4 }), { minLength: 2, maxLength: 6 }), (orders) => {
        let count = 0;
        const write = (order: readonly string[]): void => {
          diskstats(...order.map((name) => line(name, `${String(count * (names.indexOf(name) + 1))} 0 0 0 0 0 0 0 0 0 0`)));
          count += 1;
        };
        write(orders[0] ?? names);
        reader.sample(null);
        for (const order of orders.slice(1)) {
          write(order);
          const byName = new Map(reader.sample(1000).map((disk) => [disk.name, disk.readsPerSecond]));
          expect(names.map((name) => byName.get(name))).toEqual([1, 2, 3, 4]);
        }
      }),
      { numRuns: 30 },
    );
    reader.close();
  });

  it('gives valid samples for any text', () => {
    const reader = readerOn();
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.constantFrom('8 0 sda ', '1 2', '\n', '0 ', '   ')), { maxLength: 30 }), (parts) => {
        diskstats(parts.join(''));
        for (const disk of reader.sample(1000)) {
          diskSample.parse(disk);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
          expect(disk.name).not.toMatch(/[\u0000-\u001f]/);
        }
      }),
      { numRuns: 60 },
    );
    reader.close();
  });

  it('knows how long a disk has been idle', () => {
    const reader = readerOn();
    diskstats(line('sda', idle));
    reader.sample(null);
    expect(reader.idleMs('sda')).toBeUndefined();
    diskstats(line('sda', '1 0 8 0 0 0 0 0 0 0 0'));
    reader.sample(1000);
    expect(reader.idleMs('sda')).toBe(0);
    reader.sample(1000);
    reader.sample(1500);
    expect(reader.idleMs('sda')).toBe(2500);
    reader.close();
  });

  it.skipIf(procfs === undefined || !existsSync(procfs))(
    'agrees with the recorded machine (skipped without shared fixtures: procfs)',
    () => {
      const { proc } = JSON.parse(readFileSync(path.join(procfs ?? '', 'expected.json'), 'utf8')) as {
        proc: { diskstats: Record<string, { reads: number; bytes_read: number; writes: number; bytes_written: number; io_ms: number }> };
      };
      const text = readFileSync(path.join(procfs ?? '', 'proc/diskstats'), 'utf8');
      diskstats(text.replace(/^( +\d+ +\d+ \S+) .*$/gm, `$1 ${idle}`));
      const reader = readerOn();
      reader.sample(null);
      diskstats(text);
      const samples = reader.sample(1000);
      expect(samples.map((disk) => disk.name)).toEqual(expect.arrayContaining(['sda', 'dm-0', 'mmcblk0', 'vda', 'nvme0n1', 'sdb', 'sdc']));
      for (const disk of samples) {
        const expected = proc.diskstats[disk.name];
        expect(disk).toMatchObject({
          readBytesPerSecond: expected?.bytes_read,
          writeBytesPerSecond: expected?.bytes_written,
          readsPerSecond: expected?.reads,
          writesPerSecond: expected?.writes,
          busyPercent: Math.min(100, (expected?.io_ms ?? 0) / 10),
        });
        expect(disk.name).not.toMatch(/^(sda\d|mmcblk0p|vda\d|nvme0n1p|loop|ram)/);
      }
      reader.close();
    },
  );
});

describe('isPartitionName', () => {
  it.each([
    ['sda1', 'sda', true],
    ['sda', 'sda', false],
    ['sdaa', 'sda', false],
    ['nvme0n1p1', 'nvme0n1', true],
    ['nvme0n10', 'nvme0n1', false],
    ['mmcblk0p2', 'mmcblk0', true],
    ['dm-10', 'dm-1', false],
    ['md127', 'md12', false],
    ['loop10', 'loop1', false],
  ])('%s of %s: %s', (name, disk, partition) => {
    expect(isPartitionName(name, disk)).toBe(partition);
  });
});
