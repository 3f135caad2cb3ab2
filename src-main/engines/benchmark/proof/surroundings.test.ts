import { describe, expect, it } from 'vitest';
import { machine as inventoryOf } from '../../profiles/testSupport/inventory.ts';
import { createQuietMachine, type MachineState, type QuietMachine } from '../testSupport/quietMachine.ts';
import { createSurroundings, longestWaitMs } from './surroundings.ts';
import { fakeEnvironment } from './testSupport/fakeBench.ts';

const environment = fakeEnvironment('6.12.0');
const signal = new AbortController().signal;

/** What was waited for, and how long. */
async function look(state: MachineState, maxMs: number, onWait?: (host: QuietMachine) => void) {
  const host = createQuietMachine(state);
  const inventory = inventoryOf({ usableGiB: 16, swap: 'partition' });
  const surroundings = createSurroundings(
    host,
    { inventory: () => Promise.resolve(inventory) },
    { product: 'test', inForce: () => Promise.resolve({ profileId: null, steps: null }) },
  );
  const startedMs = host.clock.monotonicMs();
  const messages: string[] = [];
  let tookMs: number | undefined;
  const looking = surroundings
    .quiet(environment, maxMs, signal, (message) => {
      messages.push(message);
      onWait?.(host);
    })
    .finally(() => {
      tookMs = host.clock.monotonicMs() - startedMs;
    });
  while (tookMs === undefined) await host.clock.advance(250);
  return { marks: (await looking).marks, messages, tookMs };
}

describe('before a proof', () => {
  it('a quiet machine is not waited for', async () => {
    const { marks, messages, tookMs } = await look({}, 120_000);
    expect(marks).toEqual([]);
    expect(messages).toEqual([]);
    expect(tookMs).toBeLessThan(1000);
  });

  it('others are waited for until they are done', async () => {
    const { marks, messages, tookMs } = await look({ busyCpus: 1.5 }, 120_000, (host) => {
      if (host.clock.monotonicMs() > 5000) host.state.busyCpus = 0;
    });
    expect(marks).toEqual([]);
    expect(messages[0]).toContain('Other programs use 1.5 of 2 processors');
    expect(tookMs).toBeGreaterThan(3000);
    expect(tookMs).toBeLessThan(120_000);
  });

  it('those that go on are marked, and nothing is waited for when that was asked for', async () => {
    const waited = await look({ busyCpus: 1.5 }, 10_000);
    expect(waited.marks).toMatchObject([{ kind: 'load', severity: 'blocking' }]);
    expect(waited.tookMs).toBeGreaterThanOrEqual(10_000);
    expect(await look({ busyCpus: 1.5 }, 0)).toMatchObject({ messages: [], marks: [{ kind: 'load' }] });
  });

  it('two minutes at most are waited, and never most of the time', () => {
    expect(longestWaitMs(3_600_000)).toBe(120_000);
    expect(longestWaitMs(60_000)).toBe(15_000);
  });
});
