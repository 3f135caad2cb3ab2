/** Values of settings for reading. Pure. */
import { figureText, memoryFigure } from '../../lib/format.ts';

const smallestScaled = 10_240;

/**
 * A value with its unit: "10", "4096 KiB". Large byte counts are said in
 * binary units, because nobody reads 268435456 as 256 MiB; "0 bytes" stays as
 * the kernel writes it.
 */
export function valueWithUnit(value: string, unit: string | null): string {
  if (unit === null || unit === '') return value;
  const bytes = Number(value);
  if (unit === 'bytes' && /^\d+$/.test(value) && bytes >= smallestScaled) {
    const figure = memoryFigure(bytes);
    return figureText({ number: figure.number.replace(/\.0$/, ''), unit: figure.unit });
  }
  // A value that explains itself, such as "0 (10 % of memory)", is no bare number and gets no unit.
  return /^-?\d+(\.\d+)?$/.test(value) ? `${value}\u00a0${unit}` : value;
}
