import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monitorFrame } from '../contracts/monitor.ts';
import { systemClock } from './clock.ts';
import { KernelFiles } from './kernelFiles.ts';
import { Sampler } from './sampler.ts';
import { startSchedule } from './schedule.ts';
import { FakeMachine, ManualClock } from './testSupport/fakeMachine.ts';

const fixtures = process.env['HECATE_FIXTURES'];
const topology = fixtures === undefined ? undefined : path.join(fixtures, 'topology');

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

/** Counters as they stand after `seconds` seconds of a machine that reads one sector a second and is half busy. */
function writeCounters(seconds: number): void {
  const half = String(Math.round(seconds * 50));
  machine
    .write('proc/stat', `cpu  ${half} 0 0 ${half} 0 0 0 0 0 0\ncpu0 ${half} 0 0 ${half} 0 0 0 0 0 0\n`)
    .write('proc/diskstats', `8 0 sda ${String(seconds)} 0 ${String(seconds)} 0 0 0 0 0 0 0 0\n`)
    .write('proc/net/dev', `\n\neth0: ${String(seconds * 10)} 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`);
}

/** How many folders of devices there are, each with one of every kind and other numbers. */
const folders = 5;

function makeDevices(): void {
  for (let folder = 0; folder < folders; folder += 1) {
    const number = String(folder);
    const sys = `unplugged${number}`;
    const pci = `${sys}/devices/pci0000:00/0000:03:00.0`;
    machine
      .write(`${sys}/class/net/wan${number}/operstate`, 'up\n')
      .write(`${sys}/class/net/wan${number}/device/vendor`, '0x8086\n')
      .write(`${pci}/vendor`, '0x1002\n')
      .write(`${pci}/gpu_busy_percent`, '5\n')
      .write(`${pci}/mem_info_vram_used`, '5\n')
      .write(`${pci}/hwmon/hwmon${number}/name`, 'amdgpu\n')
      .write(`${pci}/hwmon/hwmon${number}/temp1_input`, '40000\n')
      .write(`${pci}/hwmon/hwmon${number}/fan1_input`, '900\n')
      .write(`${pci}/hwmon/hwmon${number}/power1_average`, '9000000\n')
      .link(`${pci}/hwmon/hwmon${number}/device`, '../..')
      .link(`${sys}/class/hwmon/hwmon${number}`, `../../devices/pci0000:00/0000:03:00.0/hwmon/hwmon${number}`)
      .link(`${sys}/class/drm/card${number}/device`, '../../../devices/pci0000:00/0000:03:00.0')
      .write(`${sys}/class/power_supply/BAT${number}/type`, 'Battery\n')
      .write(`${sys}/class/power_supply/BAT${number}/status`, 'Full\n')
      .write(`${sys}/class/power_supply/BAT${number}/capacity`, '50\n')
      .write(`${sys}/class/powercap/intel-rapl:${number}/name`, 'package-0\n')
      .write(`${sys}/class/powercap/intel-rapl:${number}/energy_uj`, '5\n')
      .write(`${sys}/block/zram${number}/initstate`, '1\n')
      .write(`${sys}/block/zram${number}/mm_stat`, '1 1 1\n')
      .write(`${sys}/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq`, '1000000\n')
      .write(`${sys}/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count`, '5\n');
  }
}

describe('Sampler', () => {
  it('makes frames of this machine that fit the contract, first with nulls, then with figures', async () => {
    const files = new KernelFiles();
    const clock = systemClock(files);
    const sampler = new Sampler({ files, clock, intervalMs: () => 1000 });
    const first = monitorFrame.parse(sampler.sample());
    expect(first).toMatchObject({ sequence: 0, intervalMs: null, gap: false, cpu: { busyPercent: null } });
    await new Promise((resolve) => {
      clock.after(300, () => {
        resolve(undefined);
      });
    });
    const second = monitorFrame.parse(sampler.sample());
    expect(second.sequence).toBe(1);
    expect(second.intervalMs).toBeGreaterThan(290);
    expect(second.cpu.busyPercent).not.toBeNull();
    expect(second.cpu.perCpuBusyPercent.length).toBeGreaterThan(0);
    expect(second.memory.usedBytes).toBeGreaterThan(1e6);
    expect(second.networks.map((network) => network.name)).toContain('lo');
    expect(JSON.parse(JSON.stringify(second))).toEqual(second);
    sampler.close();
  });

  it('gives a valid frame that explains itself on a machine that has nothing', () => {
    const sampler = new Sampler({ files: new KernelFiles(machine.root), clock: new ManualClock(), intervalMs: () => 1000 });
    const frame = monitorFrame.parse(sampler.sample());
    expect(frame.absent.map((entry) => entry.what)).toEqual([
      'cpu',
      'cpu.frequency',
      'cpu.throttles',
      'memory',
      'pressure.cpu',
      'pressure.memory',
      'pressure.io',
      'disks',
      'filesystems',
      'networks',
      'temperatures',
      'fans',
      'powers.rapl',
      'batteries',
      'gpus',
    ]);
  });

  it('makes rates from the time that really passed', () => {
    const clock = new ManualClock();
    const sampler = new Sampler({ files: new KernelFiles(machine.root), clock, intervalMs: () => 1000 });
    writeCounters(0);
    sampler.sample();
    clock.advance(1250);
    writeCounters(10);
    expect(sampler.sample()).toMatchObject({
      intervalMs: 1250,
      gap: false,
      disks: [{ readsPerSecond: 8 }],
      networks: [{ receiveBytesPerSecond: 80 }],
    });
    sampler.close();
  });

  it('marks a stall, whose rates are true averages, and a sleep, which has none', () => {
    const clock = new ManualClock();
    const sampler = new Sampler({ files: new KernelFiles(machine.root), clock, intervalMs: () => 1000 });
    writeCounters(0);
    sampler.sample();
    clock.stall(20_000);
    writeCounters(20);
    expect(sampler.sample()).toMatchObject({ gap: true, intervalMs: 20_000, cpu: { busyPercent: 50 }, disks: [{ readsPerSecond: 1 }] });
    clock.advance(1000);
    clock.sleep(3_600_000);
    writeCounters(21);
    expect(sampler.sample()).toMatchObject({
      gap: true,
      intervalMs: 1000,
      cpu: { busyPercent: null, perCpuBusyPercent: [null] },
      disks: [{ readsPerSecond: null }],
      networks: [{ receiveBytesPerSecond: null }],
    });
    clock.advance(1000);
    writeCounters(22);
    expect(sampler.sample()).toMatchObject({ gap: false, cpu: { busyPercent: 50 }, disks: [{ readsPerSecond: 1 }] });
    sampler.close();
  });

  it('misses no second of two hours without a gap marker', () => {
    const clock = new ManualClock();
    const sampler = new Sampler({ files: new KernelFiles(machine.root), clock, intervalMs: () => 1000 });
    let last: number | undefined;
    let unmarked = 0;
    let marked = 0;
    const stop = startSchedule(clock, 1000, () => {
      const { gap, sequence } = sampler.sample();
      const now = clock.monotonicMs();
      if (last !== undefined && now - last > 1500) {
        marked += gap ? 1 : 0;
        unmarked += gap ? 0 : 1;
      }
      last = now;
      // A stall of some length now and then.
      if (sequence % 50 === 49) clock.stall((sequence * 37) % 5000);
    });
    clock.advance(7_200_000);
    stop();
    expect(unmarked).toBe(0);
    expect(marked).toBeGreaterThan(50);
  });

  it('has the same number of open descriptors after 1,000 rounds in which every kind of device is plugged in and pulled out', () => {
    const own = (): number => readdirSync('/proc/self/fd').length;
    const files = new KernelFiles(machine.root);
    const clock = new ManualClock();
    const sampler = new Sampler({ files, clock, intervalMs: () => 1000 });
    makeDevices();
    writeCounters(0);
    sampler.sample();
    const before = own();
    let most = 0;
    for (let round = 0; round < 1000; round += 1) {
      const number = String(round % folders);
      machine
        .move(`unplugged${number}`, 'sys')
        .write('proc/diskstats', '8 0 sda 0 0 0 0 0 0 0 0 0 0 0\n8 16 sdz 5 0 5 0 5 0 0 0 0 0 0\n')
        .write('proc/net/dev', `\n\nwan${number}: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`);
      clock.advance(31_000);
      const frame = sampler.sample();
      expect([frame.gpus.length, frame.batteries.length, frame.temperatures.length, frame.fans.length]).toEqual([1, 1, 1, 1]);
      expect([frame.networks[0]?.up, frame.powers.length, frame.disks.length]).toEqual([true, 2, 2]);
      most = Math.max(most, own());
      machine.move('sys', `unplugged${number}`);
      writeCounters(round);
      clock.advance(31_000);
      expect(sampler.sample()).toMatchObject({ gpus: [], batteries: [], temperatures: [], fans: [], powers: [] });
      expect(own()).toBe(before);
    }
    // That many more were open while it was plugged in.
    expect(most - before).toBeGreaterThan(12);
    sampler.close();
    expect(files.openCount).toBe(0);
  }, 120_000);

  it('keeps the number of its descriptors flat over 500 samples while devices come and go', () => {
    const own = (): number => readdirSync('/proc/self/fd').length;
    const before = own();
    const files = new KernelFiles(machine.root);
    const clock = new ManualClock();
    const sampler = new Sampler({ files, clock, intervalMs: () => 1000 });
    const counts = new Map<number, number>();
    for (let sample = 0; sample < 500; sample += 1) {
      clock.advance(1000);
      writeCounters(sample);
      const chip = `sys/class/hwmon/hwmon${String(Math.floor(sample / 20) % 3)}`;
      if (sample % 20 === 0)
        machine
          .write(`${chip}/name`, `chip${String(sample)}`)
          .write(`${chip}/temp1_input`, '40000')
          .write(`${chip}/temp2_input`, '41000');
      if (sample % 20 === 10) machine.remove(chip);
      machine.write('sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq', '1000000');
      if (sample % 30 === 29) machine.remove('sys/devices/system/cpu/cpu0');
      sampler.sample();
      expect(files.openCount).toBe(own() - before);
      counts.set(files.openCount, (counts.get(files.openCount) ?? 0) + 1);
    }
    expect(Math.max(...counts.keys())).toBeLessThanOrEqual(9);
    sampler.close();
    expect([files.openCount, own() - before]).toEqual([0, 0]);
  });

  it.skipIf(topology === undefined || !existsSync(topology))(
    'makes sane frames of recorded machines (skipped without shared fixtures: topology, procfs)',
    () => {
      const machines = [...readdirSync(topology ?? '').map((name) => path.join('topology', name, 'fs')), 'procfs'];
      for (const recorded of machines.map((name) => path.join(fixtures ?? '', name))) {
        const files = new KernelFiles(recorded);
        const clock = new ManualClock();
        const sampler = new Sampler({ files, clock, intervalMs: () => 1000 });
        sampler.sample();
        clock.advance(1000);
        const frame = monitorFrame.parse(sampler.sample());
        const stat = path.join(recorded, 'proc/stat');
        const lines = existsSync(stat) ? [...readFileSync(stat, 'utf8').matchAll(/^cpu\d+ /gm)].length : 0;
        expect(frame.cpu.perCpuBusyPercent.filter((_value, index) => index < lines)).toHaveLength(lines);
        expect(frame.memory.totalBytes).toBeGreaterThan(1e9);
        // Nothing of the machine that the test runs on.
        expect([frame.filesystems, frame.disks.every(({ health }) => health === null)]).toEqual([[], true]);
        expect(JSON.stringify(frame).length).toBeLessThan(60_000);
        sampler.close();
        expect(files.openCount).toBe(0);
      }
    },
  );
});
