import { describe, expect, it } from 'vitest';
import { engineOn, secondsOf, start, wobble } from '../testSupport/engineRun.ts';
import { fakeTest } from '../testSupport/fakeTests.ts';
import { createQuietMachine } from '../testSupport/quietMachine.ts';

describe('a run', () => {
  it('goes on until the budget ends when the figures scatter, and says so', async () => {
    const host = createQuietMachine();
    const test = fakeTest(host.clock, { round: wobble(50), prepared: { maximumRounds: 10_000 } });
    const { run } = start(engineOn(host, [test]), host, { maxSeconds: 20 });
    const result = await run;
    expect(result.tests[0]?.metrics[0]?.summary?.stoppedBecause).toBe('budget');
    expect(result.tests[0]?.seconds).toBeGreaterThan(15);
    expect(result.tests[0]?.seconds).toBeLessThan(22);
  });

  it('gives what earlier tests did not need to later ones, and leaves out what a strict time has no room for', async () => {
    const host = createQuietMachine();
    const calm = fakeTest(host.clock, { id: 'a.calm' });
    const wild = fakeTest(host.clock, { id: 'b.wild', round: wobble(50), prepared: { maximumRounds: 10_000 } });
    const { run } = start(engineOn(host, [calm, wild]), host, { maxSeconds: 20 });
    const [first, second] = (await run).tests;
    expect(first?.metrics[0]?.summary?.stoppedBecause).toBe('target');
    expect(second?.seconds).toBeGreaterThan(12);

    const quickly = fakeTest(host.clock, { id: 'a.quickly' });
    const slow = fakeTest(host.clock, { id: 'b.slow', roundMs: 6000 });
    const late = fakeTest(host.clock, { id: 'c.late' });
    const short = await start(engineOn(host, [quickly, slow, late]), host, { maxSeconds: 8 }).run;
    expect(short.tests.map(({ state }) => state)).toEqual(['measured', 'skipped', 'skipped']);
    expect(short.tests[1]?.why).toMatch(/over before its first round/);
    expect(short.tests[2]?.why).toMatch(/8 seconds .* used up/);
    expect(late.log).toEqual([]);
    expect(secondsOf(short)).toBeLessThan(8.5);
  });

  it('takes three rounds of a test that is far too slow for its time, and marks it', async () => {
    const host = createQuietMachine();
    const slow = fakeTest(host.clock, { roundMs: 300_000, groups: ['standard'] });
    const [test] = (await start(engineOn(host, [slow]), host, { group: 'standard' }).run).tests;
    expect(test?.metrics[0]?.samples.length).toBe(3);
    expect(test?.marks).toContainEqual({ kind: 'time', severity: 'warning', text: 'The time was used up after 3 of at least 5 rounds' });
  });

  it.each([
    ['a strict time', { maxSeconds: 20 }, 7000, 1, 20],
    ['the quick group', {}, 11_000, 3, 56],
  ])('cuts a test short in the middle of a round at the end of %s', async (_name, input, roundMs, samples, mostSeconds) => {
    const host = createQuietMachine();
    const slow = fakeTest(host.clock, { roundMs });
    const run = await start(engineOn(host, [slow]), host, input).run;
    const [test] = run.tests;
    expect(secondsOf(run)).toBeLessThanOrEqual(mostSeconds + 0.5);
    expect(secondsOf(run)).toBeGreaterThan(mostSeconds - 2);
    expect(test).toMatchObject({ state: 'measured', why: null });
    expect(test?.metrics[0]?.samples).toHaveLength(samples);
    expect(test?.metrics[0]?.summary?.stoppedBecause).toBe('budget');
    expect(test?.marks.map(({ kind }) => kind)).toEqual(['time']);
    expect(slow.log.at(-1)).toBe('dispose');
  });

  it('counts waiting where the time is strict', async () => {
    const host = createQuietMachine({ busyCpus: 1 });
    const wild = fakeTest(host.clock, { round: wobble(50), prepared: { maximumRounds: 10_000 } });
    const run = await start(engineOn(host, [wild]), host, { maxSeconds: 40 }).run;
    expect(secondsOf(run)).toBeLessThanOrEqual(40.5);
    expect(run.tests[0]?.seconds).toBeGreaterThan(20);
  });

  it('says from its first test on how long it still takes', async () => {
    const host = createQuietMachine();
    const tests = ['a', 'b', 'c'].map((id) => fakeTest(host.clock, { id, seconds: 10 }));
    const { run, progress } = start(engineOn(host, tests), host);
    await run;
    const left = (id: string) => progress.find(({ testId }) => testId === id)?.leftSeconds;
    expect([left('a'), left('b'), left('c')].map((seconds) => Math.round(seconds ?? -1))).toEqual([30, 20, 10]);
    expect(progress.at(-1)?.leftSeconds).toBe(0);
  });
});
