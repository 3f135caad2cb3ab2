/** How long a run and each of its tests may take. Pure. */
import type { RunInput } from '../../../contracts/benchmark.ts';
import { type BenchmarkGroup, groupSeconds } from '../../../contracts/benchmarkResult.ts';

/** Quick is to take less than a minute: on a slow machine, where tests need more time for their rounds, it is cut short here. */
const quickEndsAfterSeconds = 55;
/** Tests that are named one by one: a noisy one may take this many times its usual time. */
const namedFactor = 3;
const namedLeastSeconds = 10;

export interface RunBudget {
  readonly seconds: number;
  /** True when the user set it: then waiting counts from the start of the run, and no test gets more time for its rounds. */
  readonly strict: boolean;
  /** Whatever is measured is cut short so long after the start, and what did not have its turn is left out; null: never. */
  readonly endsAfterSeconds: number | null;
}

export function runBudget(input: Pick<RunInput, 'group' | 'tests' | 'maxSeconds'>, testSeconds: readonly number[]): RunBudget {
  const { maxSeconds } = input;
  if (maxSeconds !== null) return { seconds: maxSeconds, strict: true, endsAfterSeconds: maxSeconds };
  if (input.tests !== null) {
    const seconds = testSeconds.reduce((sum, one) => sum + Math.max(namedLeastSeconds, one * namedFactor), 0);
    return { seconds, strict: false, endsAfterSeconds: null };
  }
  const group = input.group ?? 'quick';
  return { seconds: groupSeconds[group], strict: false, endsAfterSeconds: group === 'quick' ? quickEndsAfterSeconds : null };
}

/** What the next test may use of what is left: what earlier tests did not need goes to the later ones. */
export function testBudget(leftSeconds: number, testSeconds: number, laterSeconds: readonly number[]): number {
  const all = laterSeconds.reduce((sum, one) => sum + one, testSeconds);
  return Math.max(0, (leftSeconds * testSeconds) / all);
}

/** Where waiting counts, a quarter of what is left is waited at most. */
export function waitLimitMs(input: Pick<RunInput, 'wait' | 'maxSeconds'>, usualMs: number, leftSeconds: number): number {
  if (!input.wait) return 0;
  return input.maxSeconds === null ? usualMs : Math.min(usualMs, (leftSeconds * 1000) / 4);
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
