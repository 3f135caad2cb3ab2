import { describe, expect, it } from 'vitest';
import { firingCounts } from './firingCounts.ts';

const now = new Date(2026, 2, 15, 14, 30).getTime();
const at = (...date: [number, number, number, number?]): number => new Date(...date).getTime();

describe('firingCounts', () => {
  it('counts by the hour for a day', () => {
    const counts = firingCounts([{ startedAt: at(2026, 2, 15, 13), severity: 'warning' }], 1, now);
    expect(counts).toHaveLength(24);
    expect(counts.at(-1)?.label).toBe('14:00');
    expect(counts.at(-2)).toMatchObject({ label: '13:00', warning: 1, critical: 0 });
  });

  it('counts by the day for weeks, by the calendar', () => {
    const alerts = [
      { startedAt: at(2026, 2, 15, 0), severity: 'critical' },
      { startedAt: at(2026, 2, 14, 23), severity: 'critical' },
      { startedAt: at(2026, 2, 9, 0), severity: 'info' },
      { startedAt: at(2026, 2, 8, 23), severity: 'info' },
    ] as const;
    const counts = firingCounts(alerts, 7, now);
    expect(counts.map((count) => count.label)).toEqual(['9 Mar', '10 Mar', '11 Mar', '12 Mar', '13 Mar', '14 Mar', '15 Mar']);
    expect(counts.map((count) => count.critical)).toEqual([0, 0, 0, 0, 0, 1, 1]);
    expect(counts.reduce((sum, count) => sum + count.info, 0)).toBe(1);
  });

  it('counts by the month for a year', () => {
    const counts = firingCounts([{ startedAt: at(2025, 3, 1), severity: 'info' }], 366, now);
    expect(counts.map((count) => count.label)).toHaveLength(12);
    expect(counts[0]).toMatchObject({ label: 'Apr 2025', info: 1 });
  });
});
