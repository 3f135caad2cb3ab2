/** Ticks of axes that reach over several powers. Pure. */
import { figureText, memoryFigure } from '../../../lib/format.ts';
import { withUnit } from './figures.ts';

/** Units that count in powers of 1024, with what one of them is in bytes. */
const bytesOf: Readonly<Record<string, number>> = { 'B': 1, 'bytes': 1, 'KiB': 1024, 'MiB': 1024 ** 2, 'GiB': 1024 ** 3 };

/** A value with its unit; sizes of memory in the unit that suits them: 32768 B → 32 KiB. */
export function unitText(value: number, unit: string): string {
  const bytes = bytesOf[unit];
  if (bytes === undefined) return withUnit(value, unit);
  const figure = memoryFigure(value * bytes);
  return figureText({ number: figure.number.replace(/\.0$/, ''), unit: figure.unit });
}

/** A round value of an axis with its unit, without the zeros that a measured figure has: 10 ns. */
export function tickText(value: number, unit: string): string {
  if (unit in bytesOf) return unitText(value, unit);
  const number = value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
  return unit === '' ? number : `${number}\u00a0${unit}`;
}

/** A round percentage of an axis: +5%, −2.5%. */
export function tickPercent(percent: number): string {
  const size = Math.abs(percent).toLocaleString('en-GB', { maximumSignificantDigits: 3 });
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${size}%`;
}

/** Whether a straight axis would press most of the points into a corner. Only for values above zero. */
export function isWide(values: readonly number[]): boolean {
  const least = Math.min(...values);
  return values.length > 2 && least > 0 && Math.max(...values) / least >= 20;
}

/** The next even number of percent that is at least this: 7.3 → 8, 41 → 50, so that a symmetric axis has round ticks. */
export function niceReach(percent: number): number {
  const power = 10 ** Math.floor(Math.log10(percent));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= percent) ?? 10) * power;
}

/** A little room beyond the outermost points. */
export function withRoom(values: readonly number[]): [number, number] {
  return [Math.min(...values) / 1.2, Math.max(...values) * 1.2];
}

const mostTicks = 10;

/** Powers of ten, or of two for sizes of memory, inside the range; some are left out where they would be too many. */
export function logTicks(values: readonly number[], unit: string): readonly number[] {
  const base = unit in bytesOf ? 2 : 10;
  const log = (value: number): number => Math.log(value) / Math.log(base);
  const first = Math.ceil(log(Math.min(...values)) - 1e-9);
  const last = Math.floor(log(Math.max(...values)) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / mostTicks));
  const ticks: number[] = [];
  for (let power = first; power <= last; power += step) ticks.push(base ** power);
  if (base === 2 || ticks.length > 3) return ticks;
  // Two or three powers of ten say little: 1, 2 and 5 of each.
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const fine = Array.from({ length: last - first + 2 }, (_, index) => [1, 2, 5].map((step) => step * 10 ** (first - 1 + index))).flat();
  return fine.filter((tick) => tick >= least && tick <= most);
}
