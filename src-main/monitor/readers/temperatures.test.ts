import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temperatureSample } from '../../contracts/monitor.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { criticalDegrees, degrees } from './hwmonChip.ts';
import { TemperatureReader } from './temperatures.ts';

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
): { reader: TemperatureReader; files: KernelFiles } {
  const files = new KernelFiles(root);
  return { reader: new TemperatureReader(files, diskIdleMs), files };
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

describe('TemperatureReader', () => {
  it('reads value, label and critical limit, with an id that does not depend on the hwmon number', () => {
    addGpu('active');
    const { reader } = readerOn(machine.root);
    expect(reader.sample()).toEqual([{ id: 'amdgpu/0000:03:00.0/temp1', chip: 'amdgpu', label: 'edge', tempC: 45, criticalC: 100 }]);
    expect(reader.absent()).toEqual([]);
    reader.close();
  });

  it('does not even open the sensor of a sleeping device, and reads it once it is awake', () => {
    addGpu('suspended');
    const { reader, files } = readerOn(machine.root);
    expect(reader.sample()).toEqual([]);
    // Its name and its power state, which do not wake it, and nothing else: only the latter stays open.
    expect(files.openCount).toBe(1);
    expect(reader.absent()).toEqual([
      { what: 'temperatures.amdgpu/0000:03:00.0', why: 'the device is asleep, and reading its sensor would wake it' },
    ]);
    machine.write(`${gpu}/power/runtime_status`, 'active\n');
    expect(reader.sample()).toHaveLength(1);
    machine.write(`${gpu}/power/runtime_status`, 'suspending\n').write(`${gpu}/hwmon/hwmon0/temp1_input`, '99000\n');
    expect(reader.sample()).toEqual([]);
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
    expect(reader.sample()).toEqual([]);
    machine.write('/sys/devices/pci0000:00/0000:05:00.0/power/runtime_status', 'active\n');
    expect(reader.sample()).toMatchObject([{ id: 'nvme/0000:05:00.0/temp1', label: 'temp1', tempC: 38.85, criticalC: null }]);
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
    expect(reader.sample()).toEqual([]);
    idleMs = 5000;
    expect(reader.sample()).toHaveLength(1);
    idleMs = 61_000;
    expect(reader.sample()).toEqual([]);
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
    expect(reader.sample().map(({ label, tempC }) => [label, tempC])).toEqual([
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
    expect(reader.sample().map(({ id, label, criticalC }) => [id, label, criticalC])).toEqual([
      ['cpu_thermal/thermal_zone1/temp1', 'temp1', null],
      ['thermal/thermal_zone0', 'x86_pkg_temp', 105],
    ]);
    for (let sample = 0; sample < 50; sample += 1) reader.sample();
    reader.close();
    expect(files.openCount).toBe(0);
  });

  it('follows a chip that goes away and another that gets its number', () => {
    machine.write('sys/class/hwmon/hwmon0/name', 'first\n').write('sys/class/hwmon/hwmon0/temp1_input', '40000\n');
    const { reader, files } = readerOn(machine.root);
    expect(reader.sample()).toHaveLength(1);
    machine.remove('sys/class/hwmon/hwmon0');
    for (let sample = 0; sample < 10; sample += 1) reader.sample();
    expect(files.openCount).toBe(0);
    expect(reader.absent()[0]?.what).toBe('temperatures');
    machine.write('sys/class/hwmon/hwmon0/name', 'second\n').write('sys/class/hwmon/hwmon0/temp1_input', '50000\n');
    for (let sample = 0; sample < 10; sample += 1) reader.sample();
    expect(reader.sample()).toMatchObject([{ chip: 'second', tempC: 50 }]);
    reader.close();
  });

  it.skipIf(hwmon === undefined || !existsSync(hwmon))('agrees with the recorded chips (skipped without shared fixtures: hwmon)', () => {
    interface Recorded {
      readonly label?: string;
      readonly value_c: number;
      readonly crit?: number;
    }
    const { chips } = JSON.parse(readFileSync(path.join(hwmon ?? '', 'expected.json'), 'utf8')) as {
      chips: Record<string, { name: string | null; temperatures?: Record<string, Recorded> }>;
    };
    const { reader, files } = readerOn(machine.copy(path.join(hwmon ?? '', 'sys'), '/sys').root);
    const samples = reader.sample().map((sample) => temperatureSample.parse(sample));
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
