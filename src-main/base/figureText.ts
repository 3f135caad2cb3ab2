/** Measured figures as text: as many digits as a reader can use, the unit of the metric beside them. */

/** Four significant digits below a thousand, whole above, an exponent only far outside of what people read. */
export function figureText(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return String(value);
  if (size >= 1e15 || size < 1e-4) return value.toExponential(3);
  if (size >= 1000) return String(Math.round(value));
  if (size < 1) return String(Number(value.toPrecision(3)));
  return String(Number(value.toPrecision(4)));
}

/** `±0.42 %`; a dash where there are too few samples for an interval. */
export function intervalText(halfWidthPercent: number | null): string {
  return halfWidthPercent === null ? '-' : `±${percentText(halfWidthPercent)}`;
}

/** `+3.1 %`, with a true minus sign. */
export function changeText(percent: number): string {
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : '';
  return `${sign}${percentText(Math.abs(percent))}`;
}

/** Two digits below ten percent, one above: an interval says no more. */
export function percentText(percent: number): string {
  return `${percent.toFixed(Math.abs(percent) < 9.95 ? 2 : 1)} %`;
}

/** Above this many, names say less than their number. */
const mostNames = 8;

/** What a score leaves out, by name; null when that is nothing. */
export function leftOutText(missing: readonly string[]): string | null {
  if (missing.length === 0) return null;
  const more = missing.length > mostNames ? ` and ${String(missing.length - mostNames)} more` : '';
  return `Left out of the score, because not both runs have an interval for it: ${missing.slice(0, mostNames).join(', ')}${more}.`;
}
