import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('nearest', () => {
  it('suggests only what may have been meant', () => {
    expect(nearest('stauts', ['status', 'apply'])).toBe('status');
    expect(nearest('INFO', ['info'])).toBe('info');
    expect(nearest('gpu', ['cpu', 'gpus'])).toBe('gpus');
    expect(nearest('zebra', ['status', 'apply'])).toBeUndefined();
    expect(nearest('x'.repeat(10_000), ['status'])).toBeUndefined();
  });
});
