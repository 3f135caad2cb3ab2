/** Figures and times in words. Pure: everything that depends on "now" takes it as an argument. */

const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const decimalUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A figure apart from its unit, so that the two can be set in different sizes. */
export interface Figure {
  readonly number: string;
  readonly unit: string;
}

function scaled(value: number, step: number, units: readonly string[]): Figure {
  let rest = value;
  let index = 0;
  // 1023.9 KiB would be printed as "1024 KiB": step up as soon as the rounded number reaches the next unit.
  while (index < units.length - 1 && Math.round(rest) >= step) {
    rest /= step;
    index += 1;
  }
  return { number: index === 0 || rest >= 100 ? rest.toFixed(0) : rest.toFixed(1), unit: units[index] ?? '' };
}

/** Memory sizes, powers of 1024: 270_000_000_000 → 251.5 GiB. */
export function memoryFigure(bytes: number): Figure {
  return scaled(bytes, 1024, binaryUnits);
}

/** Storage sizes as printed on the device, powers of 1000: 2_000_398_934_016 → 2.0 TB. */
export function storageFigure(bytes: number): Figure {
  return scaled(bytes, 1000, decimalUnits);
}

/** Transfer rates, powers of 1000: 12_500_000 → 12.5 MB/s. */
export function rateFigure(bytesPerSecond: number): Figure {
  const figure = scaled(bytesPerSecond, 1000, decimalUnits);
  return { number: figure.number, unit: `${figure.unit}/s` };
}

/** Percent with one decimal below 10, none above. */
export function percentFigure(percent: number): Figure {
  return { number: percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0), unit: '%' };
}

export function temperatureFigure(tempC: number): Figure {
  return { number: tempC.toFixed(0), unit: '°C' };
}

/** Joins with a no-break space, because a unit must not wrap onto its own line. */
export function figureText(figure: Figure): string {
  return figure.unit === '%' ? `${figure.number}%` : `${figure.number}\u00a0${figure.unit}`;
}

/** Nominal memory is sold in whole units: 274877906944 → 256 GiB, but 33_500_000_000 → 31.2 GiB. */
export function nominalMemory(bytes: number): string {
  const figure = memoryFigure(bytes);
  return figureText({ number: figure.number.replace(/\.0$/, ''), unit: figure.unit });
}

export function frequency(mhz: number): string {
  return mhz >= 1000 ? `${(mhz / 1000).toFixed(2)}\u00a0GHz` : `${mhz.toFixed(0)}\u00a0MHz`;
}

/** Network link speed: 2500 → 2.5 Gbit/s. */
export function linkSpeed(mbps: number): string {
  return mbps >= 1000 ? `${String(Number((mbps / 1000).toFixed(1)))}\u00a0Gbit/s` : `${mbps.toFixed(0)}\u00a0Mbit/s`;
}

/** `counted(1, 'setting')` → "1 setting"; irregular plurals are given. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-GB')}\u00a0${count === 1 ? singular : plural}`;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "just now", "3 minutes ago", "yesterday", then a date. A time ahead of the clock counts as now. */
export function timeAgo(iso: string, nowMs: number): string {
  const ago = nowMs - Date.parse(iso);
  if (ago < minuteMs) return 'just now';
  if (ago < hourMs) return `${counted(Math.floor(ago / minuteMs), 'minute')} ago`;
  if (ago < dayMs) return `${counted(Math.floor(ago / hourMs), 'hour')} ago`;
  if (ago < 2 * dayMs) return 'yesterday';
  return dateOnly(iso);
}

export function dateOnly(iso: string): string {
  return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

export function dateAndTime(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
}

/** Whole seconds left until `iso`, never negative. */
export function secondsUntil(iso: string, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(iso) - nowMs) / 1000));
}

/** 75 → "1:15"; below a minute only the seconds. */
export function countdownText(seconds: number): string {
  if (seconds < 60) return String(seconds);
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Sentence with an "and": ["a","b","c"] → "a, b and c". */
export function sentenceList(parts: readonly string[]): string {
  if (parts.length <= 1) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

export function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
