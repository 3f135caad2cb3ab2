/** Round ticks for the axes of a chart. Pure. */
import { type Figure, figureText, memoryFigure, percentFigure, rateFigure, temperatureFigure } from '../../../lib/format.ts';

export type Quantity = 'percent' | 'memory' | 'rate' | 'temperature';

export interface Axis {
  readonly ticks: readonly number[];
  readonly domain: readonly [number, number];
}

const figures: Readonly<Record<Quantity, (value: number) => Figure>> = {
  percent: (value) => ({ ...percentFigure(value), number: value.toFixed(1) }),
  memory: memoryFigure,
  rate: rateFigure,
  temperature: (value) => ({ ...temperatureFigure(value), number: value.toFixed(1) }),
};

/** A value as exact as it was measured, with its unit. */
export function exactText(quantity: Quantity, value: number): string {
  return figureText(figures[quantity](value));
}

/** A tick is round, so ".0" says nothing. */
export function tickText(quantity: Quantity, value: number): string {
  const figure = figures[quantity](value);
  return figureText({ ...figure, number: figure.number.replace(/\.0$/, '') });
}

const mostSteps = 5;

/** The smallest of 1, 2, 5 × 10ⁿ (or powers of two, for memory) of which at most five cover `span`. */
function stepFor(quantity: Quantity, span: number): number {
  const target = span / mostSteps;
  if (quantity === 'memory') return 2 ** Math.ceil(Math.log2(target));
  const power = 10 ** Math.floor(Math.log10(target));
  // 1.0000001: a span of exactly five steps must not fall to the next one by rounding.
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power * 1.000_000_1 >= target) ?? 10;
  return factor * power;
}

/** Least upper end, so that noise near zero is not drawn as a mountain range. */
const least: Readonly<Record<Quantity, number>> = { percent: 10, memory: 2 ** 20, rate: 100_000, temperature: 10 };

/** Axis from zero up; temperatures start near the lowest, because 0 °C means nothing for a chip. */
export function valueAxis(quantity: Quantity, values: readonly number[]): Axis {
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const lowest = quantity === 'temperature' ? values.reduce((fewest, value) => Math.min(fewest, value), highest) : 0;
  const from = quantity === 'temperature' ? Math.floor(lowest / 10) * 10 : 0;
  const step = stepFor(quantity, Math.max(highest - from, least[quantity]));
  const count = Math.max(1, Math.ceil((Math.max(highest - from, least[quantity]) / step) * 0.999_999_9));
  const ticks = Array.from({ length: count + 1 }, (_, index) => from + index * step);
  return { ticks, domain: [from, from + count * step] };
}

const timeStepsSeconds = [5, 10, 15, 30, 60, 120, 180, 300] as const;
const mostTimeTicks = 8;

/** Ticks at full clock times between two times (milliseconds since 1970). */
export function timeTicks(fromMs: number, toMs: number): readonly number[] {
  const span = (toMs - fromMs) / 1000;
  const step = (timeStepsSeconds.find((seconds) => span / seconds <= mostTimeTicks) ?? 300) * 1000;
  const first = Math.ceil(fromMs / step) * step;
  const count = Math.max(0, Math.floor((toMs - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/** Local clock time; seconds only where they matter. */
export function clockText(atMs: number, withSeconds: boolean): string {
  return new Date(atMs).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
  });
}
