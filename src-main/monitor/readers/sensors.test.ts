import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fanSample, temperatureSample } from '../../contracts/monitor.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { criticalDegrees, degrees } from './hwmonSensors.ts';
import { SensorReader } from './sensors.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

const fixtures = process.env['HECATE_FIXTURES'];
const hwmon = fixtures === undefined ? undefined : path.join(fixtures, 'hwmon');
const gpu = '/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0';

function readerOn(
  root: string,
  diskIdleMs: (disk: string) => number | undefined = () => undefined,
): { reader: SensorReader; files: KernelFiles } {
  const files = new KernelFiles(root);
  return { reader: new SensorReader(files, { diskIdleMs, leftAlone: () => undefined }), files };
}

function addGpu(status: string): void {
  machine
    .write(`${gpu}/power/runtime_status`, `${status}\n`)
    .write(`${gpu}/hwmon/hwmon0/name`, 'amdgpu\n')
    .write(`${gpu}/hwmon/hwmon0/temp1_input`, '45000\n')
    .write(`${gpu}/hwmon/hwmon0/temp1_label`, 'edge\n')
    .write(`${gpu}/hwmon/hwmon0/temp1_crit`, '100000\n')
    .link(`${gpu}/hwmon/hwmon0/device`, '../..')
    .link('sys/class/hwmon/hwmon0', '../../devices/pci0000:00/0000:00:01.0/0000:03:00.0/hwmon/hwmon0');
}

describe('SensorReader', () => {
  it('reads value, label and critical limit, with an id that does not depend on the hwmon number', () => {
    addGpu('active');
    const { reader } = readerOn(machine.root);
    expect(reader.sample(null).temperatures).toEqual([
      { id: 'amdgpu/0000:03:00.0/temp1', chip: 'amdgpu', label: 'edge', tempC: 45, criticalC: 100 },
    ]);
    expect(reader.absent().map(({ what }) => what)).toEqual(['fans']);
    reader.close();
  });

  it('does not even open the sensor of a sleeping device, and reads it once it is awake', () => {
    addGpu('suspended');
    const { reader, files } = readerOn(machine.root);
    expect(reader.sample(null).temperatures).toEqual([]);
    // Its name and its power state, which do not wake it, and nothing else: only the latter stays open.
    expect(files.openCount).toBe(1);
    expect(reader.absent()[0]).toEqual({
      what: 'temperatures.amdgpu/0000:03:00.0',
      why: 'the device is asleep, and reading its sensor would wake it',
    });
    machine.write(`${gpu}/power/runtime_status`, 'active\n');
    expect(reader.sample(null).temperatures).toHaveLength(1);
    machine.write(`${gpu}/power/runtime_status`, 'suspending\n').write(`${gpu}/hwmon/hwmon0/temp1_input`, '99000\n');
    expect(reader.sample(null).temperatures).toEqual([]);
    reader.close();
  });

  it('looks at the PCI device above an NVMe controller', () => {
    const controller = '/sys/devices/pci0000:00/0000:05:00.0/nvme/nvme0';
    machine
      .write('/sys/devices/pci0000:00/0000:05:00.0/power/runtime_status', 'suspended\n')
      .write(`${controller}/power/runtime_status`, 'unsupported\n')
      .write(`${controller}/hwmon1/name`, 'nvme\n')
      .write(`${controller}/hwmon1/temp1_input`, '38850\n')
      .link(`${controller}/hwmon1/device`, '..')
      .link('sys/class/hwmon/hwmon1', '../../devices/pci0000:00/0000:05:00.0/nvme/nvme0/hwmon1');
    const { reader } = readerOn(machine.root);
    expect(reader.sample(null).temperatures).toEqual([]);
    machine.write('/sys/devices/pci0000:00/0000:05:00.0/power/runtime_status', 'active\n');
    expect(reader.sample(null).temperatures).toMatchObject([
      { id: 'nvme/0000:05:00.0/temp1', label: 'temp1', tempC: 38.85, criticalC: null },
    ]);
    reader.close();
  });

  it('reads a SATA drive only while it is in use, because reading can wake it', () => {
    const drive = '/sys/devices/pci0000:00/ata1/target0/0:0:0:0';
    machine
      .write(`${drive}/hwmon/hwmon2/name`, 'drivetemp\n')
      .write(`${drive}/hwmon/hwmon2/temp1_input`, '33000\n')
      .write(`${drive}/block/sdb/size`, '1')
      .link(`${drive}/hwmon/hwmon2/device`, '../..')
      .link('sys/class/hwmon/hwmon2', '../../devices/pci0000:00/ata1/target0/0:0:0:0/hwmon/hwmon2');
    let idleMs: number | undefined;
    const { reader } = readerOn(machine.root, (disk) => (disk === 'sdb' ? idleMs : 0));
    expect(reader.sample(null).temperatures).toEqual([]);
    idleMs = 5000;
    expect(reader.sample(null).temperatures).toHaveLength(1);
    idleMs = 61_000;
    expect(reader.sample(null).temperatures).toEqual([]);
    expect(reader.absent()[0]?.why).toContain('idle');
    reader.close();
  });

  it('leaves out a broken sensor and what a driver writes when nothing is connected', () => {
    machine
      .write('sys/class/hwmon/hwmon3/name', 'nct6775\n')
      .write('sys/class/hwmon/hwmon3/temp1_input', '40000\n')
      .write('sys/class/hwmon/hwmon3/temp1_fault', '1\n')
      .write('sys/class/hwmon/hwmon3/temp2_input', '-128000\n')
      .write('sys/class/hwmon/hwmon3/temp3_input', 'broken\n')
      .write('sys/class/hwmon/hwmon3/temp10_input', '41000\n')
      .write('sys/class/hwmon/hwmon3/temp10_fault', '0\n')
      .write('sys/class/hwmon/hwmon3/temp4_input', '-5000\n')
      .write('sys/class/hwmon/hwmon3/temp4_label', 'a\u001b[2Jb\n');
    const { reader } = readerOn(machine.root);
    expect(reader.sample(null).temperatures.map(({ label, tempC }) => [label, tempC])).toEqual([
      ['a [2Jb', -5],
      ['temp10', 41],
    ]);
    reader.close();
  });

  it('reads thermal zones with their critical trip point, and not twice what is a chip as well', () => {
    machine
      .write('sys/class/thermal/thermal_zone0/type', 'x86_pkg_temp\n')
      .write('sys/class/thermal/thermal_zone0/temp', '50000\n')
      .write('sys/class/thermal/thermal_zone0/trip_point_0_type', 'passive\n')
      .write('sys/class/thermal/thermal_zone0/trip_point_0_temp', '80000\n')
      .write('sys/class/thermal/thermal_zone0/trip_point_1_type', 'critical\n')
      .write('sys/class/thermal/thermal_zone0/trip_point_1_temp', '105000\n')
      .write('sys/class/thermal/cooling_device0/type', 'Fan\n')
      .write('sys/class/thermal/thermal_zone1/type', 'cpu-thermal\n')
      .write('sys/class/thermal/thermal_zone1/temp', '51000\n')
      .write('sys/class/thermal/thermal_zone1/hwmon4/name', 'cpu_thermal\n')
      .write('sys/class/thermal/thermal_zone1/hwmon4/temp1_input', '51000\n')
      .link('sys/class/thermal/thermal_zone1/hwmon4/device', '..')
      .link('sys/class/hwmon/hwmon4', '../thermal/thermal_zone1/hwmon4');
    const { reader, files } = readerOn(machine.root);
    expect(reader.sample(null).temperatures.map(({ id, label, criticalC }) => [id, label, criticalC])).toEqual([
      ['cpu_thermal/thermal_zone1/temp1', 'temp1', null],
      ['thermal/thermal_zone0', 'x86_pkg_temp', 105],
    ]);
    for (let sample = 0; sample < 50; sample += 1) reader.sample(null);
    reader.close();
    expect(files.openCount).toBe(0);
  });

  it('reads fans and power, and makes power of energy counters that count', () => {
    machine
      .write('sys/class/hwmon/hwmon0/name', 'corsair\n')
      .write('sys/class/hwmon/hwmon0/fan1_input', '1200\n')
      .write('sys/class/hwmon/hwmon0/fan1_label', 'psu\n')
      .write('sys/class/hwmon/hwmon0/fan2_input', '0\n')
      .write('sys/class/hwmon/hwmon0/fan3_input', '800\n')
      .write('sys/class/hwmon/hwmon0/fan3_fault', '1\n')
      .write('sys/class/hwmon/hwmon0/fan4_input', '-5\n')
      .write('sys/class/hwmon/hwmon0/power1_input', '12345678\n')
      .write('sys/class/hwmon/hwmon0/power1_label', 'total\n')
      .write('sys/class/hwmon/hwmon0/power2_input', '1\n')
      .write('sys/class/hwmon/hwmon0/power2_average', '5000000\n')
      .write('sys/class/hwmon/hwmon0/energy1_input', '7\n')
      .write('sys/class/hwmon/hwmon1/name', 'xe\n')
      .write('sys/class/hwmon/hwmon1/energy1_input', '0\n')
      .write('sys/class/hwmon/hwmon1/energy1_label', 'card\n')
      .write('sys/class/hwmon/hwmon1/energy2_input', '1000000\n')
      .write('sys/class/hwmon/hwmon1/energy2_label', 'pkg\n');
    const { reader } = readerOn(machine.root);
    const first = reader.sample(null);
    expect(first.fans).toEqual([
      { id: 'corsair/hwmon0/fan1', chip: 'corsair', label: 'psu', rpm: 1200 },
      { id: 'corsair/hwmon0/fan2', chip: 'corsair', label: 'fan2', rpm: 0 },
    ]);
    expect(first.powers.map(({ label, powerW, source }) => [label, powerW, source])).toEqual([
      ['total', 12.35, 'hwmon'],
      ['power2', 5, 'hwmon'],
      ['pkg', null, 'hwmon'],
    ]);
    // Read every second second: the rate is over the time between the two readings.
    machine.write('sys/class/hwmon/hwmon1/energy2_input', '51000000\n');
    reader.sample(1000);
    expect(reader.sample(1000).powers.at(-1)).toMatchObject({ label: 'pkg', powerW: 25 });
    machine.write('sys/class/hwmon/hwmon1/energy2_input', '5\n');
    reader.sample(1000);
    expect(reader.sample(1000).powers.at(-1)).toMatchObject({ powerW: null });
    reader.close();
  });

  it('reads a chip every two seconds and a drive every five, whatever the interval, and never shows older values', () => {
    machine
      .write('sys/class/hwmon/hwmon0/name', 'k10temp\n')
      .write('sys/class/hwmon/hwmon0/temp1_input', '0\n')
      .write('sys/class/hwmon/hwmon1/name', 'nvme\n')
      .write('sys/class/hwmon/hwmon1/temp1_input', '0\n');
    for (const [intervalMs, limits] of [
      [1000, [2000, 5000]],
      [700, [2000, 5000]],
      [4000, [4000, 4000]],
    ] as const) {
      const { reader } = readerOn(machine.root);
      let now = 0;
      for (let frame = 0; frame < 40; frame += 1) {
        for (const chip of ['hwmon0', 'hwmon1']) machine.write(`sys/class/hwmon/${chip}/temp1_input`, `${String(now)}\n`);
        const ages = reader.sample(frame === 0 ? null : intervalMs).temperatures.map(({ tempC }) => now - tempC * 1000);
        for (const [index, age] of ages.entries()) expect(age).toBeLessThanOrEqual(limits[index] ?? 0);
        now += intervalMs;
      }
      reader.close();
    }
  });

  it('leaves a chip alone while the owner of its device asks for it', () => {
    addGpu('active');
    const files = new KernelFiles(machine.root);
    let reason: string | undefined = 'resting';
    const asked: string[] = [];
    const leftAlone = (device: string): string | undefined => {
      asked.push(device);
      return reason;
    };
    const reader = new SensorReader(files, { diskIdleMs: () => undefined, leftAlone });
    expect(reader.sample(null).temperatures).toEqual([]);
    expect(reader.absent()[0]?.why).toBe('resting');
    expect([...new Set(asked)]).toEqual([gpu]);
    reason = undefined;
    expect(reader.sample(null).temperatures).toHaveLength(1);
    expect([reader.temperatureOf(gpu), reader.temperatureOf('/sys/devices')]).toEqual([45, undefined]);
    reader.close();
  });

  it('follows a chip that goes away and another that gets its number', () => {
    machine.write('sys/class/hwmon/hwmon0/name', 'first\n').write('sys/class/hwmon/hwmon0/temp1_input', '40000\n');
    const { reader, files } = readerOn(machine.root);
    expect(reader.sample(null).temperatures).toHaveLength(1);
    machine.remove('sys/class/hwmon/hwmon0');
    for (let sample = 0; sample < 10; sample += 1) reader.sample(null);
    expect(files.openCount).toBe(0);
    expect(reader.absent()[0]?.what).toBe('temperatures');
    machine.write('sys/class/hwmon/hwmon0/name', 'second\n').write('sys/class/hwmon/hwmon0/temp1_input', '50000\n');
    for (let sample = 0; sample < 10; sample += 1) reader.sample(null);
    expect(reader.sample(null).temperatures).toMatchObject([{ chip: 'second', tempC: 50 }]);
    reader.close();
  });

  it.skipIf(hwmon === undefined || !existsSync(hwmon))('agrees with the recorded chips (skipped without shared fixtures: hwmon)', () => {
    interface Recorded {
      readonly label?: string;
      readonly value_c: number;
      readonly crit?: number;
    }
    const { chips } = JSON.parse(readFileSync(path.join(hwmon ?? '', 'expected.json'), 'utf8')) as {
      chips: Record<
        string,
        { name: string | null; temperatures?: Record<string, Recorded>; fans?: Record<string, { label?: string; value_rpm: number }> }
      >;
    };
    const expectedFans = Object.entries(chips).flatMap(([folder, { name, fans = {} }]) =>
      Object.entries(fans).map(([attribute, { label, value_rpm: rpm }]) => [name ?? folder, label ?? attribute, rpm]),
    );
    const { reader, files } = readerOn(machine.copy(path.join(hwmon ?? '', 'sys'), '/sys').root);
    const all = reader.sample(null);
    const samples = all.temperatures.map((sample) => temperatureSample.parse(sample));
    const expected = Object.entries(chips).flatMap(([folder, { name, temperatures = {} }]) =>
      Object.entries(temperatures).map(([attribute, { label, value_c: tempC, crit }]) => ({
        chip: name ?? folder,
        label: label ?? attribute,
        tempC,
        criticalC: crit ?? null,
      })),
    );
    expect(samples.map(({ chip, label, tempC, criticalC }) => ({ chip, label, tempC, criticalC }))).toEqual(expected);
    expect(new Set(samples.map(({ id }) => id)).size).toBe(samples.length);
    expect(all.fans.map((sample) => fanSample.parse(sample)).map(({ chip, label, rpm }) => [chip, label, rpm])).toEqual(expectedFans);
    expect(all.powers).toEqual([]);
    reader.close();
    expect(files.openCount).toBe(0);
  });
});

describe('degrees', () => {
  it('refuses values that mean "not connected" and limits that mean "not set"', () => {
    expect([degrees(45_500), degrees(-40_000), degrees(-128_000), degrees(-273_150), degrees(undefined)]).toEqual([
      45.5,
      -40,
      undefined,
      undefined,
      undefined,
    ]);
    expect([criticalDegrees(95_000), criticalDegrees(0), criticalDegrees(-1000), criticalDegrees(65_261_850)]).toEqual([
      95,
      null,
      null,
      null,
    ]);
  });
});
