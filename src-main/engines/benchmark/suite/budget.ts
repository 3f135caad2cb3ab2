/** How long a run and each of its tests may take. Pure. */
import type { RunInput } from '../../../contracts/benchmark.ts';
import type { BenchmarkGroup } from '../../../contracts/benchmarkResult.ts';

/** Seconds of measuring. Quick leaves room for looking at the machine between its tests, so that it ends within a minute. */
const groupSeconds: Readonly<Record<BenchmarkGroup, number>> = { quick: 45, standard: 600, full: 2400, stress: 300 };
/** Tests that are named one by one: a noisy one may take this many times its usual time. */
const namedFactor = 3;
const namedLeastSeconds = 10;

export interface RunBudget {
  readonly seconds: number;
  /** True when the user set it: then waiting counts too, and what does not fit any more is left out. */
  readonly strict: boolean;
}

export function runBudget(input: Pick<RunInput, 'group' | 'tests' | 'maxSeconds'>, testSeconds: readonly number[]): RunBudget {
  if (input.maxSeconds !== null) return { seconds: input.maxSeconds, strict: true };
  if (input.tests === null) return { seconds: groupSeconds[input.group ?? 'quick'], strict: false };
  return { seconds: testSeconds.reduce((sum, one) => sum + Math.max(namedLeastSeconds, one * namedFactor), 0), strict: false };
}

/** What the next test may use of what is left: what earlier tests did not need goes to the later ones. */
export function testBudget(leftSeconds: number, testSeconds: number, laterSeconds: readonly number[]): number {
  const all = laterSeconds.reduce((sum, one) => sum + one, testSeconds);
  return Math.max(0, (leftSeconds * testSeconds) / all);
}

export interface WaitPolicy {
  readonly firstMs: number;
  readonly betweenMs: number;
  /** How much warmer than at the start the processor may be before a test. */
  readonly warmerC: number;
}

/** A quick run would spend most of its minute on cooling down; its tests are short enough not to need it that much. */
export function waitPolicy(group: BenchmarkGroup | null): WaitPolicy {
  if (group === 'quick') return { firstMs: 120_000, betweenMs: 2000, warmerC: 15 };
  return { firstMs: 120_000, betweenMs: 120_000, warmerC: 5 };
}
