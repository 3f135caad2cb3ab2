import { describe, expect, it } from 'vitest';
import type { Conditions, RunEnvironment } from '../../../contracts/benchmarkResult.ts';
import { absent, ok } from '../../../contracts/value.ts';
import { cool, plainEnvironment } from '../testSupport/runs.ts';
import { afterMarks } from './afterMarks.ts';
import { gateMarks, isBlocking, worthWaiting } from './gate.ts';

const marks = (
  conditions: Partial<Conditions>,
  environment: Partial<RunEnvironment> = {},
  before?: Partial<Conditions>,
  now?: Parameters<typeof gateMarks>[3],
) =>
  gateMarks(
    { ...cool, ...conditions },
    { ...plainEnvironment, ...environment },
    before === undefined ? undefined : { ...cool, ...before },
    now,
  );
const quiet = { otherCpus: 0.05, stolenCpus: 0, cpuStallPercent: 0, ioStallPercent: 0, gpuBusyPercent: 3 };

describe('the gate', () => {
  it('has nothing to say about a quiet, cool machine', () => {
    expect(marks({}, {}, {}, quiet)).toEqual([]);
  });

  it('goes by what happens now and not by the load of our own last test', () => {
    expect(marks({ load1: ok(8), cpuPressurePercent: ok(60) }, {}, {}, quiet)).toEqual([]);
    expect(marks({ load1: ok(8) })).toMatchObject([{ kind: 'load', severity: 'warning' }]);
    expect(isBlocking(marks({}, {}, {}, { ...quiet, otherCpus: 4 }))).toBe(true);
    expect(marks({}, {}, {}, { ...quiet, otherCpus: 1.5 })).toMatchObject([{ kind: 'load', severity: 'warning' }]);
    expect(marks({}, {}, {}, { ...quiet, ioStallPercent: 70 })).toMatchObject([{ kind: 'pressure', severity: 'blocking' }]);
    expect(marks({}, {}, {}, { ...quiet, stolenCpus: 2 })).toMatchObject([{ kind: 'virtual', severity: 'warning' }]);
    expect(marks({}, {}, {}, { ...quiet, gpuBusyPercent: 60 })).toMatchObject([{ kind: 'gpuClients', severity: 'warning' }]);
    expect(marks({}, {}, {}, { ...quiet, gpuBusyPercent: undefined })).toEqual([]);
  });

  it('wants the processor as cool as at the start, and stops far too hot ones', () => {
    expect(marks({ cpuTempC: ok(44) }, {}, {}, quiet)).toEqual([]);
    expect(marks({ cpuTempC: ok(46) }, {}, {}, quiet)).toMatchObject([{ kind: 'temperature', severity: 'warning' }]);
    expect(marks({ cpuTempC: ok(46) }, {}, undefined, quiet)).toEqual([]);
    expect(isBlocking(marks({ cpuTempC: ok(97) }, {}, undefined, quiet))).toBe(true);
    expect(marks({ throttleCount: ok(3) }, {}, {}, quiet)).toMatchObject([{ kind: 'throttle' }]);
    expect(marks({ throttleCount: ok(3) }, {}, { throttleCount: ok(3) }, quiet)).toEqual([]);
  });

  it('knows that powersave is the usual governor where an energy preference decides', () => {
    expect(marks({}, { governor: ok('powersave'), energyPreference: ok('balance_performance') }, {}, quiet)).toEqual([]);
    expect(marks({}, { governor: ok('powersave'), energyPreference: ok('power') }, {}, quiet)).toMatchObject([{ severity: 'warning' }]);
    expect(marks({}, { governor: ok('powersave') }, {}, quiet)).toMatchObject([{ kind: 'governor', severity: 'warning' }]);
    expect(marks({}, { governor: ok('schedutil') }, {}, quiet)).toMatchObject([{ kind: 'governor', severity: 'note' }]);
  });

  it('tells what does not go away by waiting without waiting for it, and takes what is not known for nothing', () => {
    const standing = marks({}, { power: ok('battery'), virtualization: ok('kvm') }, {}, quiet);
    expect(standing).toMatchObject([
      { kind: 'battery', severity: 'warning' },
      { kind: 'virtual', severity: 'note' },
    ]);
    expect(worthWaiting(marks({}, { virtualization: ok('kvm') }, {}, quiet))).toBe(false);
    const nothing = { status: 'unknown', why: 'a test' } as const;
    const blind = { load1: nothing, cpuPressurePercent: nothing, ioPressurePercent: nothing, memoryAvailableBytes: nothing };
    expect(marks({ ...blind, cpuTempC: nothing, throttleCount: nothing }, { governor: nothing, power: nothing })).toEqual([]);
    expect(marks({ memoryAvailableBytes: ok(2 ** 28) }, {}, {}, quiet)).toMatchObject([{ kind: 'memory', severity: 'blocking' }]);
  });
});

describe('what happened meanwhile', () => {
  const meanwhile = { before: cool, after: cool, during: [], activity: quiet, threads: 8 };
  const clocks = (...values: readonly number[]): Conditions[] => values.map((value) => ({ ...cool, cpuClockMHz: ok(value) }));

  it('is nothing on a calm machine', () => {
    expect(afterMarks(meanwhile)).toEqual([]);
    expect(afterMarks({ ...meanwhile, during: clocks(4000, 3900, 3950, 4010, 3900) })).toEqual([]);
  });

  it('is throttling, a falling clock, heat and the work of others', () => {
    expect(afterMarks({ ...meanwhile, after: { ...cool, throttleCount: ok(12) } })).toMatchObject([
      { kind: 'throttle', text: expect.stringContaining('12 times') as string },
    ]);
    expect(afterMarks({ ...meanwhile, during: clocks(4000, 4000, 3000, 3000) })).toMatchObject([
      { kind: 'throttle', text: expect.stringContaining('from 4.00 to 3.00 GHz') as string },
    ]);
    expect(afterMarks({ ...meanwhile, after: { ...cool, cpuTempC: ok(80) } })).toMatchObject([{ kind: 'temperature', severity: 'note' }]);
    expect(afterMarks({ ...meanwhile, activity: { ...quiet, otherCpus: 2 } })).toMatchObject([{ kind: 'load', severity: 'warning' }]);
  });

  it('takes an idle reading between two rounds for no fall of the clock', () => {
    expect(afterMarks({ ...meanwhile, during: clocks(4000, 4000, 800, 4000, 800) })).toEqual([]);
    expect(afterMarks({ ...meanwhile, during: [{ ...cool, cpuClockMHz: absent('no cpufreq') }] })).toEqual([]);
  });
});
