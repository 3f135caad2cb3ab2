/** The histogram of `cyclictest -q -h`: one line per microsecond with a count per thread, and a summary in lines that start with #. Pure. */
import { badOutput } from './programOutput.ts';

export interface WakeUpLatency {
  readonly wakeUps: number;
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly maximumUs: number;
  /** Latency in microseconds and how often, without the ones beyond the histogram. */
  readonly histogram: readonly (readonly [number, number])[];
}

const maxLines = 100_000;
const maxThreads = 4096;
const mostWakeUps = 1e12;

/** @throws AppError proof.measureFailed that names what is missing */
export function parseCyclictest(text: string): WakeUpLatency {
  const histogram: [number, number][] = [];
  let overflows: readonly number[] | undefined;
  let maxima: readonly number[] | undefined;
  for (const line of text.split('\n', maxLines)) {
    if (line.startsWith('# Max Latencies:')) maxima = counts(line.slice(line.indexOf(':') + 1));
    else if (line.startsWith('# Histogram Overflows:')) overflows = counts(line.slice(line.indexOf(':') + 1));
    else if (/^\d/.test(line)) {
      const [latency, ...perThread] = counts(line) ?? [];
      const count = sum(perThread);
      if (latency !== undefined && count > 0) histogram.push([latency, count]);
    }
  }
  if (maxima === undefined || maxima.length === 0) throw badOutput('cyclictest', 'the line "# Max Latencies:" is missing');
  if (overflows === undefined) throw badOutput('cyclictest', 'the line "# Histogram Overflows:" is missing');
  const wakeUps = sum(histogram.map(([, count]) => count)) + sum(overflows);
  if (wakeUps <= 0 || wakeUps > mostWakeUps) throw badOutput('cyclictest', 'the histogram is empty');
  const sorted = histogram.sort(([a], [b]) => a - b);
  const maximumUs = Math.max(...maxima);
  // Those beyond the histogram count with the maximum, which is the most that they can be.
  const total = sum(sorted.map(([latency, count]) => latency * count)) + sum(overflows) * maximumUs;
  const percentile = (part: number): number => latencyAt(sorted, part * wakeUps) ?? maximumUs;
  return {
    wakeUps,
    meanUs: total / wakeUps,
    p50Us: percentile(0.5),
    p99Us: percentile(0.99),
    p999Us: percentile(0.999),
    maximumUs,
    histogram: sorted,
  };
}

/** undefined when it lies beyond the histogram. */
function latencyAt(sorted: readonly (readonly [number, number])[], rank: number): number | undefined {
  let seen = 0;
  for (const [latency, count] of sorted) {
    seen += count;
    if (seen >= rank) return latency;
  }
  return undefined;
}

/** Whole numbers; undefined when a field is none. */
function counts(text: string): readonly number[] | undefined {
  const fields = text
    .slice(0, maxThreads * 12)
    .trim()
    .split(/\s+/);
  return fields.every((field) => /^\d{1,12}$/.test(field)) ? fields.map(Number) : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
