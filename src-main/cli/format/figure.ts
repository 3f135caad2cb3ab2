/** A figure with the unit of its metric. */
import type { MetricUnit } from '../../contracts/metrics.ts';
import { formatBytes, formatBytesPerSecond, formatCelsius, formatMHz, formatPercent } from './units.ts';

export function formatFigure(unit: MetricUnit, value: number): string {
  switch (unit) {
    case 'percent':
      return formatPercent(value);
    case 'bytes':
      return signed(value, formatBytes);
    case 'bytesPerSecond':
      return signed(value, formatBytesPerSecond);
    case 'perSecond':
      return `${short(value)}/s`;
    case 'count':
      return short(value);
    case 'ms':
      return `${short(value)} ms`;
    case 'celsius':
      return formatCelsius(value);
    case 'watt':
      return `${short(value)} W`;
    case 'MHz':
      return signed(value, formatMHz);
    case 'rpm':
      return `${String(Math.round(value))} rpm`;
    case 'load':
      return value.toFixed(2);
  }
}

/** `-` where nothing was measured: never a zero. */
export function orDash<T>(value: T | null, show: (value: T) => string): string {
  return value === null ? '-' : show(value);
}

export function figureOrDash(unit: MetricUnit, value: number | null): string {
  return orDash(value, (measured) => formatFigure(unit, measured));
}

/** At most three significant digits below a thousand, whole above; never an exponent. */
function short(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

function signed(value: number, show: (value: number) => string): string {
  return value < 0 ? `-${show(-value)}` : show(value);
}
