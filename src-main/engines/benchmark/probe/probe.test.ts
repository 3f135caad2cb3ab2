import { existsSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conditions, conditions, gateMark, runEnvironment } from '../../../contracts/benchmarkResult.ts';
import { createFakeHost } from '../../../host/fake/fakeHost.ts';
import { fixtureMachines, fixtureMissingMessage } from '../../../host/fake/fixtures.ts';
import { createNodeHost, createRecordedHost } from '../../../host/node/nodeHost.ts';
import type { Host } from '../../../host/port.ts';
import { createHardwareEngine } from '../../hardware/engine.ts';
import { gateMarks } from '../model/gate.ts';
import { createQuietMachine } from '../testSupport/quietMachine.ts';
import { activityBetween, readActivity, sampleActivity } from './activity.ts';
import { readConditions } from './conditions.ts';
import { powerSource, readEnvironment } from './environment.ts';
import { gpuTemperature, processorTemperature } from './temperature.ts';

const log = { error: () => '', info: () => undefined };
const options = { product: 'test 1', inForce: () => Promise.resolve({ profileId: null, steps: null }) };

async function lookAt(host: Host) {
  const inventory = await createHardwareEngine({ host, log }).port.inventory();
  const now = conditions.parse(readConditions(host, inventory));
  const environment = runEnvironment.parse(await readEnvironment(host, inventory, options));
  const marks = gateMark.array().parse(gateMarks(now, environment));
  return { now, environment, marks };
}

/** Readings without a value must say why. */
function unexplained(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(value)
    .filter(
      ([, one]) => typeof one === 'object' && one !== null && 'status' in one && one.status !== 'ok' && 'why' in one && one.why === '',
    )
    .map(([name]) => name);
}

const own = ['laptop-hybrid', 'server-two-sockets', 'workstation-two-gpus']
  .map((name) => ({ name, folder: path.resolve(import.meta.dirname, '../../../../e2e/machines', name) }))
  .filter(({ folder }) => existsSync(folder));
const recorded = fixtureMachines('topology').map(({ name, folder }) => ({ name, folder: `${folder}/fs` }));
if (recorded.length === 0) it.skip(fixtureMissingMessage('topology'));

describe.each([...own, ...recorded])('recorded machine $name', ({ folder }) => {
  it('gives conditions, environment and marks that the contract allows, and changes nothing', async () => {
    const { now, environment, marks } = await lookAt(createRecordedHost(folder));
    expect([...unexplained(now), ...unexplained(environment)]).toEqual([]);
    for (const { text } of marks) expect(text).not.toMatch(/undefined|NaN|null/);
  });
});

describe('this machine', () => {
  it('tells load, memory and what others do', async () => {
    const host = createNodeHost();
    const { now, environment } = await lookAt(host);
    expect(now.load1.status).toBe('ok');
    expect(now.memoryAvailableBytes.status).toBe('ok');
    expect(environment.kernel.status).toBe('ok');
    const activity = await sampleActivity(host, 100, new AbortController().signal);
    expect(activity.otherCpus).toBeGreaterThanOrEqual(0);
    expect(activity.seconds).toBeGreaterThan(0.09);
  });

  it('does not take our own work for that of others', () => {
    const host = createNodeHost();
    const before = readActivity(host);
    const until = performance.now() + 400;
    while (performance.now() < until) Math.sqrt(until);
    const { otherCpus } = activityBetween(before, readActivity(host));
    const all = activityBetween({ ...before, ownTicks: 0 }, { ...readActivity(host), ownTicks: 0 }).otherCpus;
    expect(all ?? 0).toBeGreaterThan((otherCpus ?? 0) + 0.05);
  });
});

const chip = (name: string, sensors: Readonly<Record<string, string>>) => ({
  '/sys/class/hwmon/hwmon1/name': `${name}\n`,
  ...Object.fromEntries(Object.entries(sensors).map(([file, text]) => [`/sys/class/hwmon/hwmon1/${file}`, `${text}\n`])),
});
const temperature = (files: Readonly<Record<string, string>>) => processorTemperature(createFakeHost({ files }).files);

describe('the temperature of the processor', () => {
  it('is that of the hottest package, of Tdie where there is one, or of a thermal zone', () => {
    const intel = chip('coretemp', {
      temp1_label: 'Package id 0',
      temp1_input: '61000',
      temp1_crit: '100000',
      temp2_label: 'Core 0',
      temp2_input: '70000',
    });
    expect(temperature(intel)).toEqual({ status: 'ok', value: { nowC: 61, limitC: 100 } });
    const amd = chip('k10temp', { temp1_label: 'Tctl', temp1_input: '75000', temp2_label: 'Tdie', temp2_input: '65000' });
    expect(temperature(amd)).toEqual({ status: 'ok', value: { nowC: 65, limitC: null } });
    const zone = '/sys/class/thermal/thermal_zone3';
    const arm = {
      [`${zone}/type`]: 'cpu-thermal\n',
      [`${zone}/temp`]: '48500\n',
      [`${zone}/trip_point_0_type`]: 'passive\n',
      [`${zone}/trip_point_0_temp`]: '70000\n',
      [`${zone}/trip_point_1_type`]: 'critical\n',
      [`${zone}/trip_point_1_temp`]: '105000\n',
    };
    expect(temperature(arm)).toEqual({ status: 'ok', value: { nowC: 48.5, limitC: 105 } });
  });

  it('is not taken from a drive, nor from a sensor that says nonsense', () => {
    expect(temperature(chip('nvme', { temp1_input: '40000' })).status).toBe('absent');
    expect(temperature(chip('coretemp', { temp1_label: 'Package id 0', temp1_input: '-273000' })).status).toBe('unknown');
    expect(temperature(chip('coretemp', { temp1_input: 'hot' })).status).toBe('unknown');
    expect(temperature({}).status).toBe('absent');
  });

  it('of a sleeping GPU is not asked for', () => {
    const asleep = { ...chip('amdgpu', { temp1_input: '50000' }), '/sys/class/hwmon/hwmon1/device/power/runtime_status': 'suspended\n' };
    const host = createFakeHost({ files: asleep });
    expect(gpuTemperature(host.files)).toMatchObject({ status: 'unknown', why: expect.stringContaining('wake') as string });
    expect(host.reads).not.toContain('/sys/class/hwmon/hwmon1/temp1_input');
    expect(gpuTemperature(createFakeHost({ files: chip('amdgpu', { temp1_input: '50000' }) }).files)).toEqual({ status: 'ok', value: 50 });
  });
});

describe('the power source', () => {
  const supply = (name: string, facts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(facts).map(([file, text]) => [`/sys/class/power_supply/${name}/${file}`, `${text}\n`]));
  const source = (...supplies: Readonly<Record<string, string>>[]) =>
    powerSource(createFakeHost({ files: Object.assign({}, ...supplies) as Record<string, string> }));

  it('is mains, battery, or not known, and not that of a mouse', () => {
    const mouse = supply('hidpp_battery_0', { type: 'Battery', scope: 'Device', status: 'Discharging' });
    const discharging = supply('BAT0', { type: 'Battery', status: 'Discharging' });
    expect(source(supply('AC', { type: 'Mains', online: '1' }), discharging)).toEqual({ status: 'ok', value: 'mains' });
    expect(source(supply('AC', { type: 'Mains', online: '0' }), discharging)).toEqual({ status: 'ok', value: 'battery' });
    expect(source(supply('BAT0', { type: 'Battery', status: 'Not charging' }))).toEqual({ status: 'ok', value: 'mains' });
    expect(source(mouse).status).toBe('absent');
    expect(source(supply('BAT0', { type: 'Battery', status: 'Unknown' })).status).toBe('unknown');
  });
});

describe('hostile kernel files', () => {
  it('make readings and never a failure or an impossible value', async () => {
    const inventory = await createHardwareEngine({ host: createQuietMachine(), log }).port.inventory();
    const names = [
      '/proc/loadavg',
      '/proc/meminfo',
      '/proc/pressure/cpu',
      '/proc/stat',
      '/proc/self/stat',
      '/sys/class/hwmon/hwmon0/temp1_input',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '\0', '-1', 'nan', '1e999 0 0', 'cpu  9 9 9', 'some avg10=999.99 total=-1'),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: names.length, maxLength: names.length }), (texts) => {
        const host = createFakeHost({ files: Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ''])) });
        const read: Conditions = readConditions(host, inventory);
        expect(conditions.safeParse(read).error).toBeUndefined();
        const activity = activityBetween(readActivity(host), { ...readActivity(host), atMs: 1000 });
        expect(Object.values(activity).every((value) => value === undefined || (Number.isFinite(value) && value >= 0))).toBe(true);
      }),
    );
  });
});

describe('load of graphics cards', () => {
  it('is that of the busiest one that is awake', async () => {
    const card = (number: number, busy: string, status = 'active') => ({
      [`/sys/class/drm/card${String(number)}/device/gpu_busy_percent`]: busy,
      [`/sys/class/drm/card${String(number)}/device/power/runtime_status`]: `${status}\n`,
    });
    const busyOn = async (files: Readonly<Record<string, string>>) => {
      const host = createQuietMachine({}, files);
      const sampled = sampleActivity(host, 100, new AbortController().signal);
      await host.clock.advance(100);
      return (await sampled).gpuBusyPercent;
    };
    expect(await busyOn({})).toBeUndefined();
    expect(await busyOn({ ...card(0, '7\n'), ...card(1, '93\n'), ...card(2, '99\n', 'suspended') })).toBe(93);
    expect(await busyOn(card(0, '4000\n'))).toBeUndefined();
    expect(await busyOn(card(0, 'nonsense'))).toBeUndefined();
  });
});
