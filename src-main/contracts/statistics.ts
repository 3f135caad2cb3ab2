/** How repeated measurements are summed up and compared. The methods are described in docs/benchmarks.md. */
import { z } from 'zod';

export const stoppedBecause = z.enum(['target', 'budget', 'limit', 'cancelled']);

/** Two groups of values instead of one: a single figure would hide that. */
export const twoModes = z.object({
  lowerMedian: z.number(),
  upperMedian: z.number(),
  upperShare: z.number().min(0).max(1).describe('Part of the samples that is in the upper group'),
});

/** Samples of one metric without the warm-up rounds. */
export const sampleSummary = z.object({
  count: z.number().int().positive(),
  median: z.number(),
  low: z.number().nullable().describe('Lower end of the 95 % interval of the median; null with too few samples for one'),
  high: z.number().nullable(),
  halfWidthPercent: z.number().nullable().describe('Half of the interval in percent of the median; null when there is none'),
  mean: z.number(),
  minimum: z.number(),
  maximum: z.number(),
  standardDeviation: z.number().nullable().describe('n - 1; null for one sample'),
  outliers: z.array(z.number().int().nonnegative()).describe('Positions in the list of samples; they stay in every figure'),
  modes: twoModes.nullable(),
  stoppedBecause,
});
export type SampleSummary = z.infer<typeof sampleSummary>;

export const direction = z.enum(['higher', 'lower']);
export type Direction = z.infer<typeof direction>;

export const comparisonVerdict = z.enum(['better', 'worse', 'noDifference']);

/** Other against base, by Mann-Whitney; better and worse follow the direction of the metric. */
export const comparison = z.object({
  verdict: comparisonVerdict,
  changePercent: z
    .number()
    .nullable()
    .describe('Hodges-Lehmann estimate, in percent of the base; the sign is that of the value, not of its worth'),
  lowPercent: z.number().nullable().describe('95 % interval of the change'),
  highPercent: z.number().nullable(),
  pValue: z.number().min(0).max(1).nullable().describe('Two-sided; null with too few samples'),
  effectSize: z
    .number()
    .min(-1)
    .max(1)
    .nullable()
    .describe('Cliff’s delta: 1 when every value of the other is above every one of the base'),
  baseCount: z.number().int().nonnegative(),
  otherCount: z.number().int().nonnegative(),
  detectablePercent: z
    .number()
    .nullable()
    .describe('Smallest change that this many samples of this spread show four times out of five; null when it cannot be told'),
});
export type Comparison = z.infer<typeof comparison>;
