import { describe, expect, it } from 'vitest';
import { emptyFrame } from '../../contracts/testSupport/emptyFrame.ts';
import { createSelfWatch } from './selfWatch.ts';

describe('createSelfWatch', () => {
  it('raises what does not work and clears what works again, and does not ask at every frame', () => {
    const said: string[] = [];
    let looks = 0;
    let problem: string | null = 'The disk is full.';
    const watch = createSelfWatch({
      alerts: { raise: ({ id, text }) => said.push(`+${id} ${text}`), clear: (id) => said.push(`-${id}`) },
      alert: { id: 'history-not-kept', title: 'History is not kept', severity: 'warning' },
      look: () => {
        looks += 1;
        return problem;
      },
    });
    for (let second = 0; second < 15; second += 1) watch.onFrame(emptyFrame(), second * 1000);
    expect(looks).toBe(0);
    watch.onFrame(emptyFrame(), 15_000);
    watch.onFrame(emptyFrame(), 16_000);
    problem = null;
    watch.onFrame(emptyFrame(), 30_000);
    expect(said).toEqual(['+history-not-kept The disk is full.', '-history-not-kept']);
    expect(looks).toBe(2);
  });
});
