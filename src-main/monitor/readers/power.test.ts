import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batterySample, powerSample } from '../../contracts/monitor.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { BatteryReader, batterySampleOf } from './batteries.ts';
import { RaplReader, wrappedIncrease } from './rapl.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

const fixtures = process.env['HECATE_FIXTURES'];
const procfs = fixtures === undefined ? undefined : path.join(fixtures, 'procfs');
const recorded = procfs !== undefined && existsSync(procfs);

describe('RaplReader', () => {
  const zone = (name: string, label: string, microjoules: number, range = 262_143_328_850): FakeMachine =>
    machine
      .write(`sys/class/powercap/${name}/name`, `${label}\n`)
      .write(`sys/class/powercap/${name}/energy_uj`, `${String(microjoules)}\n`)
      .write(`sys/class/powercap/${name}/max_energy_range_uj`, `${String(range)}\n`);

  it('makes watts of packages and their parts, also over a wrap, and none after a sleep or a reset', () => {
    machine.write('sys/class/powercap/intel-rapl/enabled', '1');
    zone('intel-rapl:0', 'package-0', 262_143_000_000);
    zone('intel-rapl:0:0', 'core', 1_000_000);
    zone('intel-rapl-mmio:0', 'package-0', 5);
    const files = new KernelFiles(machine.root);
    const reader = new RaplReader(files);
    expect(reader.sample(null)).toEqual([
      { id: 'rapl/intel-rapl:0', chip: 'rapl', label: 'package-0', powerW: null, source: 'rapl' },
      { id: 'rapl/intel-rapl:0:0', chip: 'rapl', label: 'package-0 core', powerW: null, source: 'rapl' },
    ]);
    zone('intel-rapl:0', 'package-0', 29_671_150);
    zone('intel-rapl:0:0', 'core', 11_000_000);
    expect(reader.sample(2000).map(({ powerW }) => powerW)).toEqual([15, 5]);
    zone('intel-rapl:0:0', 'core', 500_000);
    expect(reader.sample(1000).map(({ powerW }) => powerW)).toEqual([0, null]);
    expect(reader.sample(null).map(({ powerW }) => powerW)).toEqual([null, null]);
    expect(reader.absent()).toEqual([]);
    machine.remove('sys/class/powercap');
    for (let second = 0; second < 31; second += 1) reader.sample(1000);
    expect([reader.sample(1000), files.openCount]).toEqual([[], 0]);
    expect(reader.absent()[0]?.why).toContain('no energy counter');
    reader.close();
  });

  it('says that only root may read the counters', () => {
    class Denying extends KernelFiles {
      override open(file: string): number {
        if (file.endsWith('energy_uj')) throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
        return super.open(file);
      }
    }
    zone('intel-rapl:0', 'package-0', 5);
    const reader = new RaplReader(new Denying(machine.root));
    expect(reader.sample(null)).toEqual([]);
    expect(reader.absent()).toEqual([
      { what: 'powers.rapl', why: 'only root may read the energy counters of the processor (CVE-2020-8694)' },
    ]);
    reader.close();
  });

  it.skipIf(!recorded)('agrees with the recorded machine (skipped without shared fixtures: procfs)', () => {
    const { powercap } = JSON.parse(readFileSync(path.join(procfs ?? '', 'expected.json'), 'utf8')) as {
      powercap: Record<string, { name?: string; energy_uj?: string }>;
    };
    machine.copy(path.join(procfs ?? '', 'sys/class/powercap'), '/sys/class/powercap');
    const reader = new RaplReader(new KernelFiles(machine.root));
    const zones = Object.entries(powercap).filter(([, { energy_uj: energy }]) => energy !== undefined);
    expect(reader.sample(null)).toHaveLength(zones.length);
    for (const [name, { energy_uj: energy }] of zones) {
      machine.write(`sys/class/powercap/${name}/energy_uj`, String(Number(energy) + 7_000_000));
    }
    expect(reader.sample(1000).map((sample) => powerSample.parse(sample).powerW)).toEqual(zones.map(() => 7));
    reader.close();
  });
});

describe('wrappedIncrease', () => {
  it('counts over the end of the range, and is null for a counter that was set back', () => {
    expect([wrappedIncrease(10, 5, 100), wrappedIncrease(3, 98, 100), wrappedIncrease(40, 98, 100), wrappedIncrease(60, 98, 100)]).toEqual([
      5,
      5,
      42,
      null,
    ]);
    expect([wrappedIncrease(1, 5, 0), wrappedIncrease(Number.NaN, 5, 9), wrappedIncrease(1, 200, 100)]).toEqual([null, null, null]);
  });

  it('is never negative', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (now, before, range) => {
        expect(wrappedIncrease(now, before, range) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('BatteryReader', () => {
  const put = (name: string, attributes: Readonly<Record<string, string>>): void => {
    for (const [attribute, text] of Object.entries(attributes)) machine.write(`sys/class/power_supply/${name}/${attribute}`, `${text}\n`);
  };

  it('reads energy, or charge times voltage, and leaves out mains, empty bays and the batteries of other devices', () => {
    put('AC', { type: 'Mains', online: '1' });
    put('BAT0', {
      type: 'Battery',
      present: '1',
      status: 'Discharging',
      capacity: '49',
      energy_now: '25000000',
      energy_full: '50000000',
      energy_full_design: '60000000',
      power_now: '-9500000',
      voltage_now: '12000000',
      cycle_count: '321',
    });
    put('BAT1', {
      type: 'Battery',
      status: 'Not charging',
      charge_now: '2000000',
      charge_full: '4000000',
      charge_full_design: '5000000',
      current_now: '-500000',
      voltage_now: '12000000',
      voltage_min_design: '11400000',
    });
    put('BAT2', { type: 'Battery', present: '0', status: 'Unknown' });
    put('hidpp_battery_0', { type: 'Battery', scope: 'Device', capacity: '50', status: 'Discharging' });
    const files = new KernelFiles(machine.root);
    const reader = new BatteryReader(files);
    expect(reader.sample(null)).toEqual([
      { name: 'BAT0', state: 'discharging', chargePercent: 50, powerW: 9.5, energyWh: 25, fullWh: 50, designWh: 60, cycles: 321 },
      { name: 'BAT1', state: 'notCharging', chargePercent: 50, powerW: 6, energyWh: 22.8, fullWh: 45.6, designWh: 57, cycles: null },
    ]);
    expect(reader.absent()).toEqual([]);
    machine.write('sys/class/power_supply/BAT0/status', 'Charging\n');
    expect(reader.sample(1000)[0]?.state).toBe('discharging');
    for (let second = 0; second < 4; second += 1) reader.sample(1000);
    expect(reader.sample(1000)[0]?.state).toBe('charging');
    machine.remove('sys/class/power_supply/BAT0').remove('sys/class/power_supply/BAT1').remove('sys/class/power_supply/BAT2');
    expect(reader.sample(5000)).toEqual([]);
    expect([reader.absent()[0]?.what, files.openCount]).toEqual(['batteries', 0]);
    reader.close();
  });

  it('is honest about a battery that says little, or nonsense', () => {
    expect(batterySampleOf('B', 'Full', { capacity: 103 })).toMatchObject({
      state: 'full',
      chargePercent: 100,
      powerW: null,
      energyWh: null,
    });
    expect(batterySampleOf('B', 'strange', { energy_now: -1, energy_full: 0, charge_now: 5, cycle_count: -1 })).toMatchObject({
      state: 'unknown',
      chargePercent: null,
      energyWh: null,
      cycles: null,
    });
    expect(batterySampleOf('B', '', { energy_now: 60e6, energy_full: 50e6 }).chargePercent).toBe(100);
    const value = fc.option(fc.integer(), { nil: undefined });
    const any = fc.record({
      capacity: value,
      energy_now: value,
      energy_full: value,
      charge_now: value,
      voltage_now: value,
      current_now: value,
    });
    fc.assert(
      fc.property(any, fc.string(), (readings, status) => {
        const given = Object.fromEntries(Object.entries(readings).filter(([, reading]) => reading !== undefined));
        batterySample.parse(batterySampleOf('B', status, given));
      }),
    );
  });

  it.skipIf(!recorded)('agrees with the recorded machine (skipped without shared fixtures: procfs)', () => {
    const { power_supply: supplies } = JSON.parse(readFileSync(path.join(procfs ?? '', 'expected.json'), 'utf8')) as {
      power_supply: Record<
        string,
        {
          files: Record<string, string>;
          derived?: { energy_now_wh: number; energy_full_wh: number; charge_percent_from_energy: number; power_w: number };
        }
      >;
    };
    const reader = new BatteryReader(new KernelFiles(machine.copy(path.join(procfs ?? '', 'sys'), '/sys').root));
    const samples = reader.sample(null);
    const batteries = Object.entries(supplies).filter(([, { files }]) => files['type'] === 'Battery');
    expect(samples.map(({ name }) => name)).toEqual(batteries.map(([name]) => name));
    for (const [index, [, { files, derived }]] of batteries.entries()) {
      expect(samples[index]).toMatchObject({
        state: files['status']?.toLowerCase(),
        chargePercent: derived?.charge_percent_from_energy,
        powerW: derived?.power_w,
        energyWh: derived?.energy_now_wh,
        fullWh: derived?.energy_full_wh,
        designWh: Number(files['energy_full_design']) / 1e6,
        cycles: Number(files['cycle_count']),
      });
    }
    reader.close();
  });
});
