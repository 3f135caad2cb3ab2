/** `process.signal`: one signal to one process, once. Nothing can take it back, so that it asks for a password each time. */
import { constants } from 'node:os';
import { z } from 'zod';
import { printable } from '../../../src-main/base/text.ts';
import type { OperationOf } from '../../../src-main/contracts/operations.ts';
import { processProblem, processStat } from '../lists/processes.ts';
import type { Machine } from '../machine.ts';
import { Refusal } from '../problem.ts';
import type { Kind } from './kind.ts';

type ProcessSignalSend = OperationOf<'process.signal'>;

/** Who got it, for the history. */
const signalPrior = z.object({ name: z.string() });
type SignalPrior = z.infer<typeof signalPrior>;

function describe({ pid, signal }: ProcessSignalSend): string {
  return `Send ${signal} to process ${String(pid)}`;
}

/** In words; null when it has ended. */
function stateOf(operation: ProcessSignalSend, machine: Machine): string | null {
  const stat = processStat(operation, machine);
  if (stat === undefined) return null;
  return stat.state === 'T' ? 'stopped' : 'alive';
}

export const processSignalKind: Kind<ProcessSignalSend, SignalPrior> = {
  volatile: true,
  isAct: true,
  priorSchema: signalPrior,
  riskClass: () => 'irreversible',
  target: (operation) => `signal:${String(operation.pid)}:${String(operation.startTicks)}`,
  describe,
  check: (operation, machine) => {
    const problem = processProblem(operation, machine);
    return problem === null ? [] : [problem];
  },
  capture: (operation, machine) => {
    const stat = processStat(operation, machine);
    if (stat === undefined) throw new Refusal('pid', `process ${String(operation.pid)} has ended`);
    return { name: printable(stat.name) };
  },
  priorText: (prior) => prior.name,
  apply: (operation, _prior, machine) => {
    const number = constants.signals[`SIG${operation.signal}`];
    // Looked at again with the descriptor in hand: from then on the number cannot mean another process.
    if (machine.signalProcess(operation.pid, number, () => processProblem(operation, machine) === null)) return;
    throw new Refusal('pid', `process ${String(operation.pid)} has ended`);
  },
  verify: (operation, machine) => {
    const found = stateOf(operation, machine);
    return {
      verdict: 'applied',
      expected: operation.signal,
      found,
      detail: found === null ? 'the process has ended' : `the process is ${found}`,
    };
  },
  standing: () => 'past',
  undo: () => {
    throw new Refusal('signal', 'a signal that was sent cannot be taken back');
  },
};
