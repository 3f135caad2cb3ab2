/** A connection that may not do everything does not get a program of its choice run, whichever member it asks. */
import { describe, expect, it } from 'vitest';
import { runInput } from '../../../contracts/benchmark.ts';
import { type ProofReport, proofInput } from '../../../contracts/proof.ts';
import { createMemoryDocumentStore } from '../../../services/documents.ts';
import { createHardwareEngine } from '../../hardware/engine.ts';
import { createBenchmarkEngine } from '../engine.ts';
import { createFakeMachine } from '../proof/testSupport/fakeBench.ts';
import { artificialProof } from '../report/testSupport/artificialRun.ts';
import { createQuietMachine } from '../testSupport/quietMachine.ts';
import { benchmarkTests } from './catalog.ts';

const log = { info: () => undefined, error: () => 'id' };
const scopes = ['read', 'write'] as const;
const signal = new AbortController().signal;
const parameters = { folder: null, peer: null, python: '/tmp/planted/python3' };
const denied = { code: 'contract.scopeDenied', details: expect.objectContaining({ needed: 'admin' }) as unknown };
const withScope = <S>(scope: S) => ({ scope, signal, report: () => undefined });

const subject = { kind: 'knob', knobId: 'vm.swappiness', values: ['10'] };
const command = { kind: 'command', command: ['/tmp/planted/program'], folder: null, measure: { kind: 'wallTime' }, timeoutSeconds: 5 };
const testGoal = { kind: 'test', testId: 'fake.speed', metricId: null, parameters };

describe('a program of the caller’s choice', () => {
  it.each(scopes)('is not run for a list of tests or a run with the scope %s', async (scope) => {
    const host = createQuietMachine();
    const engine = createBenchmarkEngine({
      host,
      hardware: createHardwareEngine({ host, log }).port,
      scratch: { open: () => Promise.reject(new Error('nothing is written here')) },
      programs: { kernels: null, graphics: null, mlFolder: '/ml' },
      documents: createMemoryDocumentStore(),
      tests: benchmarkTests,
      product: 'test 1',
      inForce: () => Promise.resolve({ profileId: null, steps: null }),
      log,
    });
    await expect(engine.tests({ parameters }, withScope(scope))).rejects.toMatchObject(denied);
    await expect(engine.run(runInput.parse({ parameters }), withScope(scope))).rejects.toMatchObject(denied);
    expect(host.ran).toEqual([]);
    await engine.tests({ parameters }, withScope('admin'));
    expect(host.ran.some(({ program, args }) => [program, ...args].includes(parameters.python))).toBe(true);
  });

  it.each(scopes)('is not the goal of a proof with the scope %s, neither of a new one nor of one that goes on', async (scope) => {
    const machine = createFakeMachine({ inventory: {} as never });
    for (const goal of [command, testGoal]) {
      const input = proofInput.parse({ goal, subject });
      await expect(machine.engine.prove(input, withScope(scope))).rejects.toMatchObject(denied);
      const cancelled: ProofReport = { ...artificialProof(), id: 'proof-planted', state: 'cancelled', kept: null, input };
      machine.documents.write('proof-planted.json', JSON.stringify(cancelled));
      await expect(machine.engine.resume({ id: 'proof-planted' }, withScope(scope))).rejects.toMatchObject(denied);
    }
    expect(machine.rounds).toBe(0);
  });
});
