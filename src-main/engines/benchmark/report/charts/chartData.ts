/** What each chart of a report shows. */
import type { Direction } from '../../../../contracts/statistics.ts';

/** Every sample of one metric, with the median and its interval. */
export interface StripChart {
  readonly kind: 'strip';
  readonly unit: string;
  readonly samples: readonly number[];
  readonly outliers: readonly number[];
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A curve over another quantity; logarithmic where the values span more than a factor of twenty. */
export interface CurveChart {
  readonly kind: 'curve';
  readonly xTitle: string;
  readonly xUnit: string;
  readonly yTitle: string;
  readonly yUnit: string;
  readonly curves: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[];
}

/** Changes in percent of the base, each with its interval. */
export interface ChangeChart {
  readonly kind: 'changes';
  readonly rows: readonly ChangeRow[];
}

export interface ChangeRow {
  readonly name: string;
  readonly changePercent: number;
  readonly lowPercent: number | null;
  readonly highPercent: number | null;
  readonly verdict: 'better' | 'worse' | 'noDifference';
}

/** Measurements of stock (A) and candidate (B) in the order in which they were made. */
export interface TurnsChart {
  readonly kind: 'turns';
  readonly unit: string;
  readonly direction: Direction;
  readonly order: string;
  readonly stock: readonly number[];
  readonly candidate: readonly number[];
}

export type ChartData = StripChart | CurveChart | ChangeChart | TurnsChart;
