/** Measured figures in words: as many digits as the uncertainty leaves. Pure. */
import type { SampleSummary } from '../../../../../src-main/contracts/statistics.ts';

function fixed(value: number, digits: number): string {
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The same digits as in reports and on the command line: four that count below a thousand, whole above, an exponent far outside. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e15 || size < 1e-4) return value.toExponential(3);
  if (size >= 1000) return fixed(value, 0);
  return value.toLocaleString('en-GB', { maximumSignificantDigits: size < 1 ? 3 : 4 });
}

/** A unit must not wrap onto its own line. */
function unitAfter(unit: string): string {
  return unit === '' || unit === '%' ? unit : `\u00a0${unit}`;
}

export function withUnit(value: number, unit: string): string {
  return `${numberText(value)}${unitAfter(unit)}`;
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

/** More decimals than this are read by nobody. */
const mostDecimals = 8;

/** Median and half width with the same number of decimals, two digits of the half width being told. */
export function medianText(summary: Pick<SampleSummary, 'median' | 'low' | 'high'>): FigureWithError {
  const half = halfWidth(summary);
  if (half === null) return { median: numberText(summary.median), half: null };
  const digits = half === 0 ? 0 : Math.max(0, 1 - Math.floor(Math.log10(half)));
  if (half === 0 || digits > mostDecimals || Math.abs(summary.median) >= 1e15) {
    return { median: numberText(summary.median), half: numberText(half) };
  }
  return { median: fixed(summary.median, digits), half: fixed(half, digits) };
}

/** 48,213 ± 110 MB/s; without the second part where there are too few samples for an interval. */
export function medianWords(summary: Pick<SampleSummary, 'median' | 'low' | 'high'>, unit: string): string {
  const { median, half } = medianText(summary);
  return `${median}${half === null ? '' : ` ± ${half}`}${unitAfter(unit)}`;
}

/** Size of a change, without its sign, with the digits of reports: 0.42%, 12.3%. */
export function percentSize(percent: number): string {
  const size = Math.abs(percent);
  return `${fixed(size, size < 9.95 ? 2 : 1)}%`;
}

/** +12.3%, −0.42%. The minus is the typographic one, so that it is as wide as the plus. */
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
