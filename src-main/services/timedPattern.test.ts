import { describe, expect, it } from 'vitest';
import { timedPattern } from './timedPattern.ts';

describe('a pattern with a time limit', () => {
  it('finds the first group of the last match', () => {
    const pieces = ['1 tokens/s, 2 tokens/s', 'nothing', '3 tokens/s then 4 tokens/s', 'done'];
    expect(timedPattern.lastGroup('(\\d+) tokens/s', pieces, 500)).toEqual({ state: 'found', text: '4' });
    expect(timedPattern.lastGroup('(\\d+) apples', pieces, 500)).toEqual({ state: 'none' });
  });

  it('passes over matches without the group', () => {
    expect(timedPattern.lastGroup('a(\\d)?', ['a1 a'], 500)).toEqual({ state: 'found', text: '1' });
  });

  it('gives up on a pattern that backtracks without end', () => {
    const started = performance.now();
    expect(timedPattern.lastGroup('((a+)+)$', [`${'a'.repeat(60)}b`], 200)).toEqual({ state: 'slow' });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('says what is wrong with a pattern', () => {
    expect(timedPattern.problemWith('([0-9.]+) MB/s')).toBeNull();
    expect(timedPattern.problemWith('[0-9]+')).toContain('no group');
    expect(timedPattern.problemWith('(unclosed')).toContain('Invalid regular expression');
    expect(timedPattern.problemWith('(?:a)')).toContain('no group');
  });

  it('says it at once also for one that backtracks without end on nothing', () => {
    const started = performance.now();
    const pattern = `${'(|)'.repeat(60)}\\b`;
    expect(timedPattern.problemWith(pattern)).toBeNull();
    expect(timedPattern.lastGroup(pattern, [''], 100)).toEqual({ state: 'slow' });
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
