/** What a burn-in showed, in words. Pure. */
import type { Conditions, GateMark } from '../../../contracts/benchmarkResult.ts';
import { okValue } from '../../../contracts/value.ts';

export interface BurnIn {
  readonly before: Conditions;
  readonly seen: readonly Conditions[];
  readonly seconds: number;
  readonly plannedSeconds: number;
  readonly limitC: number;
  readonly end: 'time' | 'temperature' | 'cancelled' | 'broken';
  readonly tests: readonly { readonly title: string; readonly rounds: number; readonly errors: number; readonly failed: number }[];
}

/** The first one is the verdict; the others say what it is made of. */
export function burnInVerdict(burnIn: BurnIn): GateMark[] {
  const rounds = burnIn.tests.reduce((sum, test) => sum + test.rounds, 0);
  const errors = burnIn.tests.reduce((sum, test) => sum + test.errors, 0);
  const failed = burnIn.tests.reduce((sum, test) => sum + test.failed, 0);
  const throttles = throttledTimes(burnIn);
  const bad = errors > 0 || failed > 0 || burnIn.end === 'temperature' || burnIn.end === 'broken' || rounds === 0;
  const verdict: GateMark = {
    kind: 'verdict',
    severity: bad || (throttles ?? 0) > 0 ? 'warning' : 'note',
    text: `${endText(burnIn)} ${count(rounds, 'round')}, ${count(errors, 'wrong result')}, ${count(failed, 'failed round')}.`,
  };
  return [verdict, ...temperatureMark(burnIn), ...throttleMark(throttles)];
}

function endText({ end, seconds, plannedSeconds, limitC }: BurnIn): string {
  const lasted = `${seconds.toFixed(0)} s`;
  if (end === 'temperature') return `Stopped after ${lasted}: the processor reached its limit of ${limitC.toFixed(0)} °C.`;
  if (end === 'cancelled') return `Cancelled after ${lasted} of ${plannedSeconds.toFixed(0)} s.`;
  if (end === 'broken') return `Ended after ${lasted}: no test could go on.`;
  return `Ran for ${lasted}.`;
}

function temperatureMark({ before, seen }: BurnIn): GateMark[] {
  const temperatures = seen.flatMap(({ cpuTempC }) => okValue(cpuTempC) ?? []);
  const from = okValue(before.cpuTempC);
  if (temperatures.length === 0) {
    const why = before.cpuTempC.status === 'ok' ? 'its sensor gave no value' : before.cpuTempC.why;
    return [{ kind: 'temperature', severity: 'warning', text: `The temperature was not watched: ${why}`.slice(0, 300) }];
  }
  const highest = Math.max(...temperatures).toFixed(0);
  const start = from === undefined ? '' : `, from ${from.toFixed(0)} °C at the start`;
  return [{ kind: 'temperature', severity: 'note', text: `Highest temperature of the processor: ${highest} °C${start}` }];
}

function throttledTimes({ before, seen }: BurnIn): number | undefined {
  const from = okValue(before.throttleCount);
  const counts = seen.flatMap(({ throttleCount }) => okValue(throttleCount) ?? []);
  const last = counts.at(-1);
  return from === undefined || last === undefined ? undefined : Math.max(0, last - from);
}

function throttleMark(times: number | undefined): GateMark[] {
  if (times === undefined) return [{ kind: 'throttle', severity: 'note', text: 'Whether heat slowed it down is not counted here' }];
  if (times === 0) return [{ kind: 'throttle', severity: 'note', text: 'No core slowed itself down because of heat' }];
  return [{ kind: 'throttle', severity: 'warning', text: `Cores slowed themselves down because of heat ${count(times, 'time')}` }];
}

function count(number: number, what: string): string {
  return `${String(number)} ${what}${number === 1 ? '' : 's'}`;
}
