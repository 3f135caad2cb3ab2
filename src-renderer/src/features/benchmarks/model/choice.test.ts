import { describe, expect, it } from 'vitest';
import { secondsOfGroup } from './choice.ts';

describe('the time of a group', () => {
  it('is what its tests take, no more than the group is given, and all of that for a burn-in', () => {
    expect(secondsOfGroup('standard', 310)).toBe(310);
    expect(secondsOfGroup('quick', 65)).toBeLessThan(60);
    expect(secondsOfGroup('stress', 20)).toBe(300);
  });
});
