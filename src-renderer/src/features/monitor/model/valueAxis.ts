/** Round ends and ticks of a value axis. Pure. */
import type { MetricUnit } from '../../../../../src-main/contracts/metrics.ts';

export interface ValueAxis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

const mostSteps = 4;

/** Least length, so that noise near zero is not drawn as a mountain range. */
const least: Readonly<Record<MetricUnit, number>> = {
  percent: 4,
  bytes: 2 ** 20,
  bytesPerSecond: 10_000,
  perSecond: 4,
  count: 4,
  ms: 0.1,
  celsius: 10,
  watt: 4,
  MHz: 400,
  rpm: 400,
  load: 1,
};

/** 0 °C and 0 MHz mean nothing for a chip that runs: such an axis begins near the lowest value. */
const floating: ReadonlySet<MetricUnit> = new Set(['celsius', 'MHz']);

/** The smallest of 1, 2, 5 × 10ⁿ (or powers of two, for bytes) of which at most four cover `length`. */
function stepFor(unit: MetricUnit, length: number): number {
  const target = length / mostSteps;
  if (unit === 'bytes') return 2 ** Math.ceil(Math.log2(target) - 1e-9);
  const power = 10 ** Math.floor(Math.log10(target));
  // 1.0000001: a length of exactly four steps must not fall to the next one by rounding.
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power * 1.000_000_1 >= target) ?? 10;
  return factor * power;
}

/** Axis for values between `lowest` and `highest`. `top` is a fixed upper end, such as 100 percent or all the memory there is. */
export function valueAxis(unit: MetricUnit, lowest: number, highest: number, top: number | null = null): ValueAxis {
  const start = floating.has(unit) || lowest < 0 ? lowest : 0;
  const end = top !== null && top >= highest ? top : Math.max(highest, start);
  const length = Math.max(end - start, least[unit]);
  const step = stepFor(unit, length);
  const from = Math.floor(start / step + 1e-9) * step;
  const fixed = top !== null && top >= highest;
  const to = fixed
    ? Math.max(top, from + step)
    : from + Math.max(1, Math.ceil((Math.max(end, start + least[unit]) - from) / step - 1e-9)) * step;
  const count = Math.floor((to - from) / step + 1e-9);
  // Binary fractions: 0.1 + 0.2 would be printed as 0.30000000000000004 by whoever asks for the plain number.
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((from + index * step).toPrecision(12)));
  return { from, to, ticks };
}
