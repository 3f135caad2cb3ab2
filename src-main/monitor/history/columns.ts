/** Minimum, mean and maximum of one series, step by step, as single precision: 7 digits are more than any sensor has. */

export interface StepColumns {
  /** Samples in the step; 0 where nothing was measured. Stops at 65,535. */
  readonly counts: Uint16Array;
  readonly min: Float32Array;
  readonly mean: Float32Array;
  readonly max: Float32Array;
}

/** Takes one step, whatever it is gathered into. `count` is above 0. */
export type StepVisitor = (step: number, count: number, min: number, mean: number, max: number) => void;

const mostCount = 65_535;

export function newColumns(steps: number): StepColumns {
  return {
    counts: new Uint16Array(steps),
    min: new Float32Array(steps),
    mean: new Float32Array(steps),
    max: new Float32Array(steps),
  };
}

/**
 * Adds to a step, which may have something already: a minute goes on after a
 * restart, and one that the clock was set back into happens twice. Nothing is overwritten.
 */
export function mergeStep(columns: StepColumns, at: number, count: number, min: number, mean: number, max: number): void {
  const { counts } = columns;
  const before = counts[at] ?? 0;
  if (before === 0) {
    columns.min[at] = min;
    columns.mean[at] = mean;
    columns.max[at] = max;
  } else {
    columns.min[at] = Math.min(columns.min[at] ?? min, min);
    columns.mean[at] = ((columns.mean[at] ?? mean) * before + mean * count) / (before + count);
    columns.max[at] = Math.max(columns.max[at] ?? max, max);
  }
  counts[at] = Math.min(mostCount, before + count);
}

export function visitColumns(columns: StepColumns, first: number, end: number, visit: StepVisitor): void {
  const { counts, min, mean, max } = columns;
  for (let step = first; step < end; step += 1) {
    const count = counts[step] ?? 0;
    if (count > 0) visit(step, count, min[step] ?? 0, mean[step] ?? 0, max[step] ?? 0);
  }
}
