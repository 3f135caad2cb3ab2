/** How long a run still takes, by what its tests usually take. Pure. */

export interface Estimate {
  /** When the test that is measured now should be over, on the monotonic clock. */
  readonly testEndsMs: number;
  /** What those after it should take together. */
  readonly laterSeconds: number;
  /** When the run ends whatever happens; null: no such moment. */
  readonly endsMs: number | null;
}

/** Never below zero: a test that takes longer than usual is about to end. */
export function secondsLeft({ testEndsMs, laterSeconds, endsMs }: Estimate, nowMs: number): number {
  const usual = Math.max(0, (testEndsMs - nowMs) / 1000) + laterSeconds;
  return endsMs === null ? usual : Math.max(0, Math.min(usual, (endsMs - nowMs) / 1000));
}

/** What tests take when they share less than they usually take together. */
export function expectedSeconds(testSeconds: readonly number[], budgetSeconds: number): number {
  return Math.min(
    budgetSeconds,
    testSeconds.reduce((sum, one) => sum + one, 0),
  );
}
