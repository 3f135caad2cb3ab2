/** What happened to the machine while a test was measured. Pure. */
import type { Conditions, GateMark } from '../../../contracts/benchmarkResult.ts';
import { okValue } from '../../../contracts/value.ts';
import { type NowActivity, quietCpus } from './gate.ts';

export interface Meanwhile {
  readonly before: Conditions;
  readonly after: Conditions;
  /** Now and then while it was measured, oldest first; warm-up left out. */
  readonly during: readonly Conditions[];
  /** Over the whole test. */
  readonly activity: NowActivity;
  readonly threads: number;
}

const roseC = 15;
/** The clock of a machine that is not held back moves less than this between two readings under the same load. */
const fellTo = 0.85;

export function afterMarks(meanwhile: Meanwhile): GateMark[] {
  return [...throttled(meanwhile), ...clockFell(meanwhile), ...temperatureRose(meanwhile), ...othersWorked(meanwhile)];
}

function throttled({ before, after }: Meanwhile): GateMark[] {
  const from = okValue(before.throttleCount);
  const to = okValue(after.throttleCount);
  if (from === undefined || to === undefined || to <= from) return [];
  return [
    {
      kind: 'throttle',
      severity: 'warning',
      text: `Cores slowed themselves down because of heat ${String(to - from)} times while this was measured`,
    },
  ];
}

function clockFell({ during }: Meanwhile): GateMark[] {
  const clocks = during.flatMap(({ cpuClockMHz }) => okValue(cpuClockMHz) ?? []);
  const last = clocks.at(-1);
  // A test that pauses between rounds is caught at idle clocks now and then, which a single reading cannot tell apart.
  if (last === undefined || clocks.length < 4) return [];
  const highest = Math.max(...clocks.slice(0, Math.ceil(clocks.length / 2)));
  const later = Math.max(...clocks.slice(Math.ceil(clocks.length / 2)));
  if (later >= highest * fellTo) return [];
  return [
    {
      kind: 'throttle',
      severity: 'warning',
      text: `The clock fell from ${gigahertz(highest)} to ${gigahertz(later)} GHz while this was measured`,
    },
  ];
}

function temperatureRose({ before, after, during }: Meanwhile): GateMark[] {
  const from = okValue(before.cpuTempC);
  const seen = [...during, after].flatMap(({ cpuTempC }) => okValue(cpuTempC) ?? []);
  if (from === undefined || seen.length === 0) return [];
  const highest = Math.max(...seen);
  if (highest < from + roseC) return [];
  return [{ kind: 'temperature', severity: 'note', text: `The processor went from ${from.toFixed(0)} to ${highest.toFixed(0)} °C` }];
}

function othersWorked({ activity, threads }: Meanwhile): GateMark[] {
  const { otherCpus, stolenCpus } = activity;
  const marks: GateMark[] = [];
  if (otherCpus !== undefined && otherCpus > quietCpus(threads)) {
    marks.push({
      kind: 'load',
      severity: 'warning',
      text: `Other programs used ${otherCpus.toFixed(1)} of ${String(threads)} processors while this was measured`,
    });
  }
  if (stolenCpus !== undefined && stolenCpus > threads * 0.02) {
    marks.push({
      kind: 'virtual',
      severity: 'warning',
      text: `The hypervisor gave ${stolenCpus.toFixed(2)} of ${String(threads)} processors to other machines while this was measured`,
    });
  }
  return marks;
}

function gigahertz(megahertz: number): string {
  return (megahertz / 1000).toFixed(2);
}
