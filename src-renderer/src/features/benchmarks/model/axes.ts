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

/** Whether a straight axis would press most of the points into a corner. Only for values above zero. */
export function isWide(values: readonly number[]): boolean {
  const least = Math.min(...values);
  return values.length > 2 && least > 0 && Math.max(...values) / least >= 20;
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
  return ticks;
}
