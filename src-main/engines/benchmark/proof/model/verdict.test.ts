import { describe, expect, it } from 'vitest';
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { Stay } from './samples.ts';
import { judgeFinal } from './verdict.ts';

const speed: MetricInfo = { id: 'speed', title: 'Speed', unit: 'MB/s', direction: 'higher', headline: true };
const lost: MetricInfo = { id: 'lost', title: 'Packets lost', unit: '%', direction: 'lower', headline: false };

/** Eight stays in each state; the candidate is a tenth faster. */
function staysWith(lostAt: (arm: Stay['arm'], index: number) => number): readonly Stay[] {
  return Array.from({ length: 8 }, (_none, index) => index).flatMap((index) => [
    { arm: 'stock' as const, rounds: [{ speed: 100 + index / 10, lost: lostAt('stock', index) }] },
    { arm: 'candidate' as const, rounds: [{ speed: 110 + index / 10, lost: lostAt('candidate', index) }] },
  ]);
}

function judge(stays: readonly Stay[]): ReturnType<typeof judgeFinal> {
  return judgeFinal(stays, speed, [lost], { minGainPercent: 1, guardPercent: 5 }, { alpha: 0.05, last: true });
}

describe('a guard that is zero at stock', () => {
  it('trips when the candidate has more than none, although no percentage says how much', () => {
    const found = judge(staysWith((arm, index) => (arm === 'stock' ? 0 : 1 + index)));
    expect(found).toMatchObject({ verdict: 'guard', guards: [{ id: 'lost', tripped: true }] });
    expect(found.why).toContain('Packets lost got worse than at stock, where it was zero');
  });

  it('stays quiet when it is zero everywhere', () => {
    expect(judge(staysWith(() => 0))).toMatchObject({ verdict: 'helps', guards: [{ tripped: false }] });
  });
});
