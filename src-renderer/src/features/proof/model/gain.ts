/** What a comparison says as a gain: above zero is better, whichever direction the goal has. Pure. */
import type { Comparison, Direction } from '../../../../../src-main/contracts/statistics.ts';
import { signedPercent } from '../../benchmarks/model/figures.ts';

export interface Gain {
  readonly percent: number;
  /** Ends of its 95% interval; null with too few measurements for one. */
  readonly low: number | null;
  readonly high: number | null;
}

/** null: there were too few measurements to tell. */
export function gainOf({ changePercent, lowPercent, highPercent }: Comparison, direction: Direction): Gain | null {
  if (changePercent === null) return null;
  if (direction === 'higher') return { percent: changePercent, low: lowPercent, high: highPercent };
  const turned = (value: number | null): number | null => (value === null ? null : -value);
  return { percent: -changePercent, low: turned(highPercent), high: turned(lowPercent) };
}

/** For people who do not see the drawing. */
export function gainWords({ percent, low, high }: Gain, minGainPercent: number): string {
  const interval =
    low === null || high === null ? 'too few measurements for an interval' : `interval ${signedPercent(low)} to ${signedPercent(high)}`;
  return `Gain ${signedPercent(percent)}, ${interval}; ${signedPercent(minGainPercent)} are worth a change`;
}
