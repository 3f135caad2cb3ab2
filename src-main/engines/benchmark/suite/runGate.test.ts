import { describe, expect, it } from 'vitest';
import { context, engineOn, start, until } from '../testSupport/engineRun.ts';
import { fakeTest } from '../testSupport/fakeTests.ts';
import { createQuietMachine } from '../testSupport/quietMachine.ts';

describe('the gate', () => {
  it('waits until a busy machine is quiet', async () => {
    const host = createQuietMachine({ busyCpus: 1 });
    const { run, progress } = start(engineOn(host, [fakeTest(host.clock)]), host);
    await until(() => progress.some(({ phase }) => phase === 'waiting'));
    expect(progress.at(-1)?.message).toContain('Other programs use 1.0 of');
    host.state.busyCpus = 0;
    const result = await run;
    expect(result.tests[0]?.state).toBe('measured');
    expect(result.tests[0]?.marks).toEqual([]);
  });

  it('refuses after two minutes when others use half of the machine, before anything starts or is kept', async () => {
    const host = createQuietMachine({ busyCpus: 3.5 });
    const test = fakeTest(host.clock);
    const engine = engineOn(host, [test]);
    const { run } = start(engine, host);
    await expect(run).rejects.toMatchObject({ code: 'benchmark.notReady', retryable: true });
    expect(host.clock.monotonicMs()).toBeGreaterThan(119_000);
    expect(host.clock.monotonicMs()).toBeLessThan(125_000);
    expect(test.log).toEqual([]);
    expect((await engine.list({ limit: 10 }, context)).runs).toEqual([]);
  });

  it('measures and marks when it is forced, or when the others are few', async () => {
    const host = createQuietMachine({ busyCpus: 3.5 });
    const forced = await start(engineOn(host, [fakeTest(host.clock)]), host, { force: true, wait: false }).run;
    expect(forced.marks).toContainEqual(expect.objectContaining({ kind: 'load', severity: 'blocking' }));
    host.state.busyCpus = 0.6;
    const few = await start(engineOn(host, [fakeTest(host.clock)]), host, { wait: false }).run;
    expect(few.tests[0]?.marks).toContainEqual({
      kind: 'load',
      severity: 'warning',
      text: expect.stringMatching(/Other programs used 0\.6 of .* while this was measured/) as string,
    });
  });

  it('lets the processor cool down between tests, two minutes at most, and says when it did not', async () => {
    const host = createQuietMachine();
    const hot = fakeTest(host.clock, {
      id: 'a.hot',
      groups: ['standard'],
      round: () => {
        host.state.tempC = 70;
        return { values: { speed: 1 } };
      },
    });
    const next = fakeTest(host.clock, { id: 'b.next', groups: ['standard'] });
    const { run, progress } = start(engineOn(host, [hot, next]), host, { group: 'standard' });
    await until(() => progress.some(({ phase }) => phase === 'waiting'));
    host.state.tempC = 44;
    const cooled = await run;
    expect(cooled.tests[0]?.marks).toContainEqual(
      expect.objectContaining({ kind: 'temperature', text: 'The processor went from 40 to 70 °C' }),
    );
    expect(cooled.tests[1]?.marks).toEqual([]);

    host.state.tempC = 40;
    const stays = await start(engineOn(host, [hot, next]), host, { group: 'standard' }).run;
    expect(stays.tests[1]?.marks).toContainEqual(
      expect.objectContaining({ kind: 'temperature', severity: 'warning', text: 'The processor has 70 °C; at the start it had 40 °C' }),
    );
  });

  it('marks a test during which cores were throttled', async () => {
    const host = createQuietMachine();
    const test = fakeTest(host.clock, {
      round: () => {
        host.state.throttles = (host.state.throttles ?? 0) + 1;
        return { values: { speed: 1 } };
      },
    });
    const result = await start(engineOn(host, [test]), host).run;
    expect(result.tests[0]?.marks).toContainEqual(expect.objectContaining({ kind: 'throttle', severity: 'warning' }));
  });
});
