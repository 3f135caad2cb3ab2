/** Parts that every picture of a frame has: `hecate monitor` and the head of `hecate top`. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { Page } from '../terminal/layout.ts';
import { formatBytesPerSecond, formatPercent } from './units.ts';

/** null where one of them was not measured, or where there is nothing to have a share of. */
export function percentOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : (part / whole) * 100;
}

/** All rates together; `-` where none of them was measured. */
export function formatRateSum(rates: readonly (number | null)[]): string {
  const measured = rates.filter((rate) => rate !== null);
  return measured.length === 0 ? '-' : formatBytesPerSecond(measured.reduce((total, rate) => total + rate, 0));
}

/** `cpu 1.2 %` for each resource whose pressure the kernel tells: some tasks waited, over the last ten seconds. */
export function pressureParts({ pressure }: MonitorFrame): readonly string[] {
  return (['cpu', 'memory', 'io'] as const).flatMap((name) => {
    const some = pressure[name]?.some;
    return some === null || some === undefined ? [] : [`${name} ${formatPercent(some.avg10)}`];
  });
}

/** The colour that says how much of something is in use. */
export function paintShare({ style }: Page, percent: number): (text: string) => string {
  return percent >= 90 ? style.bad : percent >= 70 ? style.warn : style.good;
}

/** A bar of `width` columns. */
export function shareBar(page: Page, percent: number, width: number): string {
  const filled = Math.round((Math.min(100, Math.max(0, percent)) / 100) * width);
  return paintShare(page, percent)('█'.repeat(filled)) + page.style.faint('░'.repeat(width - filled));
}
