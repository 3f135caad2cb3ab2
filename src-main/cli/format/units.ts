/** Numbers with their units, for people. Machines read --json. */

const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `1536` → `1.5 KiB`; three significant digits at most. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < binaryUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${trimmed(value)} ${binaryUnits[unit] ?? 'B'}`;
}

export function formatBytesPerSecond(rate: number): string {
  return `${formatBytes(rate)}/s`;
}

/** `4700` → `4.7 GHz`, `800` → `800 MHz`. */
export function formatMHz(mhz: number): string {
  return mhz >= 1000 ? `${trimmed(mhz / 1000, 2)} GHz` : `${String(Math.round(mhz))} MHz`;
}

export function formatMbps(mbps: number): string {
  return mbps >= 1000 ? `${trimmed(mbps / 1000)} Gbit/s` : `${trimmed(mbps)} Mbit/s`;
}

/** `7.04` → `7.0 %`; always one digit, so that a live column does not jump. */
export function formatPercent(percent: number): string {
  return `${percent.toFixed(1)} %`;
}

export function formatCelsius(tempC: number): string {
  return `${tempC.toFixed(1)} °C`;
}

/** `1 GPU`, `2 GPUs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

/** Local date and time to the minute, for example `2026-11-23 14:05`; the text itself when it is none. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${dayOf(date)} ${timeOf(date)}`;
}

/** Local, for example `2026-11-23`. */
export function dayOf(date: Date): string {
  return `${String(date.getFullYear())}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

/** Local, for example `14:05`. */
export function timeOf(date: Date): string {
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

export function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function trimmed(value: number, digits = value < 9.95 ? 1 : 0): string {
  return value.toFixed(digits).replace(/\.0+$/, '');
}
