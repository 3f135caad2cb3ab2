import { describe, expect, it } from 'vitest';
import type { Trial } from '../../../../contracts/proof.ts';
import { compareSamples } from '../../model/statistics/index.ts';
import { bestOf, combined, finalAlpha, finalistsOf } from './schedule.ts';

function final(values: Readonly<Record<string, string>>, gainPercent: number, verdict: Trial['verdict'] = 'helps'): Trial {
  const stock = [100, 101, 102, 103, 104, 105];
  const candidate = stock.map((value) => value * (1 + gainPercent / 100));
  return {
    id: 't1',
    title: '',
    values: { ...values },
    before: {},
    round: 'final',
    verdict,
    why: '',
    comparison: compareSamples(stock, candidate, 'higher'),
    stock,
    candidate,
    order: '',
    guards: [],
    planIds: [],
    seconds: 1,
  };
}

describe('finalists', () => {
  it('are the single values of the best sets, each once', () => {
    const ranked = [{ readAhead: '4096', scheduler: 'none' }, { readAhead: '4096' }, { swappiness: '10' }, { readAhead: '1024' }];
    expect(finalistsOf(ranked)).toEqual([{ readAhead: '4096' }, { scheduler: 'none' }, { swappiness: '10' }]);
    expect(finalistsOf([])).toEqual([]);
  });
});

describe('a set', () => {
  it('has the best value of each knob that helped by itself, and nothing else', () => {
    const trials = [
      final({ readAhead: '1024' }, 4),
      final({ readAhead: '4096' }, 8),
      final({ scheduler: 'none' }, 3),
      final({ swappiness: '10' }, 2, 'noDifference'),
      { ...final({ pageCluster: '0' }, 9), round: 'screening' as const },
    ];
    expect(combined(trials, 'higher')).toEqual({ readAhead: '4096', scheduler: 'none' });
    expect(bestOf(trials, 'higher')?.values).toEqual({ readAhead: '4096' });
  });

  it('needs two knobs', () => {
    expect(combined([final({ readAhead: '1024' }, 4), final({ readAhead: '4096' }, 8)], 'higher')).toBeNull();
    expect(combined([final({ readAhead: '4096', scheduler: 'none' }, 8)], 'higher')).toBeNull();
    expect(bestOf([], 'higher')).toBeNull();
  });
});

describe('the error of all finals together', () => {
  it('stays below 0.05 for gains, however often each is begun again', () => {
    for (const finals of [1, 2, 4]) {
      const tries = Array.from({ length: 40 }, (_none, before) => finalAlpha(finals, before));
      const ofAll = finals * tries.reduce((sum, alpha) => sum + alpha, 0);
      // Gains are half of what a two-sided test finds by chance.
      expect(ofAll / 2).toBeLessThanOrEqual(0.05);
      expect((finals * (tries[0] ?? 1)) / 2).toBeCloseTo(0.025, 10);
    }
  });
});
