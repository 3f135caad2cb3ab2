/** What makes a machine unfit for figures that mean something, in plain words. Pure. */
import type { Conditions, GateMark, RunEnvironment } from '../../../contracts/benchmarkResult.ts';
import { okValue } from '../../../contracts/value.ts';

/** What was going on a moment ago; says more than the averages of Conditions, which still show what ended a while ago. */
export interface NowActivity {
  readonly otherCpus: number | undefined;
  readonly stolenCpus: number | undefined;
  readonly cpuStallPercent: number | undefined;
  readonly ioStallPercent: number | undefined;
  readonly gpuBusyPercent: number | undefined;
}

export interface GateLimits {
  /** How much warmer than at the start the processor may be. */
  readonly warmerC: number;
}

const defaultLimits: GateLimits = { warmerC: 5 };

/**
 * Marks of this moment. `before` are the conditions at the start of the run: the
 * temperature should be back there, and no throttle counter should have moved.
 */
export function gateMarks(
  conditions: Conditions,
  environment: RunEnvironment,
  before?: Conditions,
  now?: NowActivity,
  limits: GateLimits = defaultLimits,
): GateMark[] {
  return [...movingMarks(conditions, environment, before, now, limits), ...standingMarks(environment)];
}

/** What waiting may cure. */
export function movingMarks(
  conditions: Conditions,
  environment: RunEnvironment,
  before?: Conditions,
  now?: NowActivity,
  limits: GateLimits = defaultLimits,
): GateMark[] {
  return [
    ...loadMarks(conditions, okValue(environment.cpuThreads) ?? 1, now),
    ...pressureMarks(conditions, now),
    ...gpuMarks(now),
    ...temperatureMarks(conditions, before, limits),
    ...throttleMarks(conditions, before),
    ...memoryMarks(conditions, environment),
  ];
}

/** What does not go away by waiting. */
export function standingMarks(environment: RunEnvironment): GateMark[] {
  return [...governorMarks(environment), ...batteryMarks(environment), ...virtualMarks(environment)];
}

export function isBlocking(marks: readonly GateMark[]): boolean {
  return marks.some(({ severity }) => severity === 'blocking');
}

/** A mark that says nothing is in the way of measuring is a note; everything above is worth waiting for. */
export function worthWaiting(marks: readonly GateMark[]): boolean {
  return marks.some(({ severity }) => severity !== 'note');
}

/** A quarter of a processor, or 3 % of a large machine: what a desktop does by itself. Half of the machine leaves no room to measure. */
export function quietCpus(threads: number): number {
  return Math.max(0.25, threads * 0.03);
}

function loadMarks(conditions: Conditions, threads: number, now: NowActivity | undefined): GateMark[] {
  if (now?.otherCpus !== undefined) {
    const others = now.otherCpus;
    const stolen = stolenMarks(now.stolenCpus, threads);
    if (others <= quietCpus(threads)) return stolen;
    const text = `Other programs use ${others.toFixed(1)} of ${String(threads)} processors`;
    return [{ kind: 'load', severity: others >= threads / 2 ? 'blocking' : 'warning', text }, ...stolen];
  }
  const load = okValue(conditions.load1);
  // The load average looks back for a minute and counts waiting for disks too, so that it never blocks by itself.
  if (load === undefined || load <= Math.max(0.5, threads * 0.1)) return [];
  return [
    { kind: 'load', severity: 'warning', text: `The load of the last minute is ${load.toFixed(2)} on ${String(threads)} processors` },
  ];
}

function stolenMarks(stolen: number | undefined, threads: number): GateMark[] {
  if (stolen === undefined || stolen <= threads * 0.02) return [];
  return [
    {
      kind: 'virtual',
      severity: 'warning',
      text: `The hypervisor gives ${stolen.toFixed(2)} of ${String(threads)} processors to other machines`,
    },
  ];
}

function pressureMarks(conditions: Conditions, now: NowActivity | undefined): GateMark[] {
  const cpu = now?.cpuStallPercent ?? okValue(conditions.cpuPressurePercent);
  const io = now?.ioStallPercent ?? okValue(conditions.ioPressurePercent);
  const mark = (value: number | undefined, what: string): GateMark[] =>
    value === undefined || value <= 10
      ? []
      : [
          {
            kind: 'pressure',
            severity: value >= 50 ? 'blocking' : 'warning',
            text: `Tasks wait for ${what} ${value.toFixed(0)} % of the time`,
          },
        ];
  return [...mark(cpu, 'a processor'), ...mark(io, 'a disk')];
}

/** What a desktop draws by itself stays below. */
const quietGpuPercent = 20;

function gpuMarks(now: NowActivity | undefined): GateMark[] {
  const busy = now?.gpuBusyPercent;
  if (busy === undefined || busy <= quietGpuPercent) return [];
  return [
    { kind: 'gpuClients', severity: 'warning', text: `Other programs keep a graphics card busy for ${busy.toFixed(0)} % of the time` },
  ];
}

/** Above this no processor of today keeps its clock for long; the sensor's own limit is not part of Conditions. */
const hotC = 85;
const tooHotC = 95;

function temperatureMarks(conditions: Conditions, before: Conditions | undefined, limits: GateLimits): GateMark[] {
  const nowC = okValue(conditions.cpuTempC);
  if (nowC === undefined) return [];
  if (nowC >= tooHotC) return [{ kind: 'temperature', severity: 'blocking', text: `The processor has ${nowC.toFixed(0)} °C` }];
  if (nowC >= hotC) return [{ kind: 'temperature', severity: 'warning', text: `The processor has ${nowC.toFixed(0)} °C` }];
  const startC = before === undefined ? undefined : okValue(before.cpuTempC);
  if (startC === undefined || nowC <= startC + limits.warmerC) return [];
  const text = `The processor has ${nowC.toFixed(0)} °C; at the start it had ${startC.toFixed(0)} °C`;
  return [{ kind: 'temperature', severity: 'warning', text }];
}

function throttleMarks(conditions: Conditions, before: Conditions | undefined): GateMark[] {
  const moved = difference(conditions, before);
  if (moved === undefined || moved <= 0) return [];
  return [{ kind: 'throttle', severity: 'warning', text: `Cores slowed themselves down because of heat ${String(moved)} times just now` }];
}

function difference(conditions: Conditions, before: Conditions | undefined): number | undefined {
  const count = okValue(conditions.throttleCount);
  const countBefore = before === undefined ? undefined : okValue(before.throttleCount);
  return count === undefined || countBefore === undefined ? undefined : count - countBefore;
}

function memoryMarks(conditions: Conditions, environment: RunEnvironment): GateMark[] {
  const available = okValue(conditions.memoryAvailableBytes);
  const total = okValue(environment.memoryBytes);
  if (available === undefined || total === undefined || available >= total * 0.2) return [];
  const mebibytes = (available / 1_048_576).toFixed(0);
  const severity = available < total * 0.05 ? 'blocking' : 'warning';
  return [{ kind: 'memory', severity, text: `Only ${mebibytes} MiB of memory are available; the machine may swap while it is measured` }];
}

/**
 * With an energy preference (intel_pstate, amd_pstate in active mode) the
 * governor named powersave follows the load at full speed, and the preference
 * decides (Documentation/admin-guide/pm/{intel_pstate,amd-pstate}.rst).
 */
function governorMarks({ governor, energyPreference }: RunEnvironment): GateMark[] {
  const name = okValue(governor);
  const preference = okValue(energyPreference);
  if (name === undefined || name === 'performance') return [];
  if (preference !== undefined) {
    if (!/(?:^|, )(?:power|balance_power)(?:$|,)/.test(preference)) return [];
    return [{ kind: 'governor', severity: 'warning', text: `The energy preference is ${clipped(preference)}: the clock is held low` }];
  }
  if (name.includes('powersave'))
    return [{ kind: 'governor', severity: 'warning', text: 'The governor is powersave: the clock stays at its lowest' }];
  return [{ kind: 'governor', severity: 'note', text: `The governor is ${clipped(name)}: short tests begin at a lower clock` }];
}

function batteryMarks({ power }: RunEnvironment): GateMark[] {
  if (okValue(power) !== 'battery') return [];
  return [{ kind: 'battery', severity: 'warning', text: 'The machine runs on its battery, where most firmware limits the power' }];
}

function virtualMarks({ virtualization }: RunEnvironment): GateMark[] {
  const name = okValue(virtualization);
  if (name === undefined || name === 'none') return [];
  return [
    { kind: 'virtual', severity: 'note', text: `Runs inside ${clipped(name)}: other guests of the same host can change the figures` },
  ];
}

function clipped(text: string): string {
  return text.slice(0, 80);
}
