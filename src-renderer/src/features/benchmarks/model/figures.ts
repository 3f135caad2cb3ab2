/** Measured figures in words: as many digits as the uncertainty leaves. Pure. */
import type { SampleSummary } from '../../../../../src-main/contracts/statistics.ts';

function fixed(value: number, digits: number): string {
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** About three significant digits, and never fewer than the whole part: 12345.6 → 12,346; 0.01234 → 0.0123. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e9) return value.toLocaleString('en-GB', { maximumSignificantDigits: 5 });
  const digits = Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(size))));
  return fixed(value, digits);
}

export function withUnit(value: number, unit: string): string {
  if (unit === '') return numberText(value);
  return unit === '%' ? `${numberText(value)}%` : `${numberText(value)}\u00a0${unit}`;
}

/** Half of the interval of the median; null where there are too few samples for one. */
export function halfWidth(summary: Pick<SampleSummary, 'low' | 'high'>): number | null {
  return summary.low === null || summary.high === null ? null : (summary.high - summary.low) / 2;
}

export interface FigureWithError {
  readonly median: string;
  /** null: not known. */
  readonly half: string | null;
}

/** Median and half width with the same number of decimals, two digits of the half width being told. */
export function medianText(summary: Pick<SampleSummary, 'median' | 'low' | 'high'>): FigureWithError {
  const half = halfWidth(summary);
  if (half === null) return { median: numberText(summary.median), half: null };
  if (half === 0) return { median: numberText(summary.median), half: '0' };
  const digits = Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(half))));
  return { median: fixed(summary.median, digits), half: fixed(half, digits) };
}

/** Size of a change, without its sign: 0.4%, 12%. */
export function percentSize(percent: number): string {
  const size = Math.abs(percent);
  return `${size < 10 ? fixed(size, 1) : fixed(size, 0)}%`;
}

/** +12%, −0.4%. The minus is the typographic one, so that it is as wide as the plus. */
export function signedPercent(percent: number): string {
  if (percent === 0) return '0%';
  return `${percent > 0 ? '+' : '−'}${percentSize(percent)}`;
}

/** "about 40 s", "about 12 min", "about 2 h". */
export function aboutTime(seconds: number): string {
  if (seconds < 90) return `about ${String(Math.max(1, Math.round(seconds)))}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${String(minutes)}\u00a0min`;
  const hours = Math.round(minutes / 30) / 2;
  return `about ${String(hours)}\u00a0h`;
}

/** Time that something took: "8.4 s", "3 min 20 s". */
export function tookText(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)}\u00a0s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${String(minutes)}\u00a0min ${String(whole % 60)}\u00a0s`;
  return `${String(Math.floor(minutes / 60))}\u00a0h ${String(minutes % 60)}\u00a0min`;
}
