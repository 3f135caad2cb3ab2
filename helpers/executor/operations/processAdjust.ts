/** `process.adjust`: nice value, I/O priority and CPUs of one process, for as long as it lives. */
import { z } from 'zod';
import { ioPriorityText, unpackIoPriority } from '../../../src-main/base/ioPriority.ts';
import { parseRangeList } from '../../../src-main/base/text.ts';
import type { OperationOf } from '../../../src-main/contracts/operations.ts';
import { processProblem, processStat } from '../lists/processes.ts';
import type { Machine } from '../machine.ts';
import type { FieldProblem } from '../problem.ts';
import { Refusal } from '../problem.ts';
import type { Kind } from './kind.ts';
import { hasSettings, readThreads, type Settings, setThreads, type Thread, wantedSettings } from './processThreads.ts';

type ProcessAdjust = OperationOf<'process.adjust'>;

const settings = { nice: z.number().nullable(), ioPriority: z.number().nullable(), affinity: z.string().nullable() };
const adjustPrior = z.object({ bootId: z.string(), threads: z.array(z.object({ id: z.number(), ...settings })) });
type AdjustPrior = z.infer<typeof adjustPrior>;

function words({ nice, ioPriority, affinity }: Settings): string {
  const io = ioPriority === null ? undefined : unpackIoPriority(ioPriority);
  return [
    ...(nice === null ? [] : [`nice ${String(nice)}`]),
    ...(io === undefined ? [] : [`I/O priority ${ioPriorityText(io)}`]),
    ...(affinity === null ? [] : [`CPUs ${affinity}`]),
  ].join(', ');
}

/** The kernel drops CPUs that are not there without a word. */
function affinityProblem({ affinity }: ProcessAdjust, machine: Machine): FieldProblem | null {
  if (affinity === null) return null;
  const cpus = parseRangeList(affinity);
  if (cpus === undefined) return { field: 'affinity', problem: 'must be a list of CPUs such as 0-3,8' };
  const online = machine.read('/sys/devices/system/cpu/online');
  const there = online.ok ? parseRangeList(online.text) : undefined;
  if (there === undefined) return { field: 'affinity', problem: 'this machine does not tell which CPUs it has' };
  const missing = cpus.find((cpu) => !there.includes(cpu));
  if (missing === undefined) return null;
  return { field: 'affinity', problem: `CPU ${String(missing)} is not one of ${online.ok ? online.text.trim() : ''}` };
}

/** Of a thread that was not there when the prior was taken: as the first thread, which the kernel lists first. */
function priorOf(prior: AdjustPrior, id: number): Settings {
  const own = prior.threads.find((thread) => thread.id === id) ?? prior.threads[0];
  return own ?? { nice: null, ioPriority: null, affinity: null };
}

/** undefined when the process has ended, also by a restart of the machine. */
function threadsNow(operation: ProcessAdjust, machine: Machine): readonly Thread[] | undefined {
  if (processStat(operation, machine) === undefined) return undefined;
  const threads = readThreads(operation, machine);
  return threads.length === 0 ? undefined : threads;
}

export const processAdjustKind: Kind<ProcessAdjust, AdjustPrior> = {
  volatile: true,
  isMortal: true,
  goneText: 'the process has ended, and the setting with it',
  priorSchema: adjustPrior,
  // Gone with the process, but what the kernel keeps for root (setpriority(2): CAP_SYS_NICE) is not for everybody at the screen.
  riskClass: () => 'persistent',
  target: (operation) => `process:${String(operation.pid)}:${String(operation.startTicks)}`,
  describe: (operation) => `Process ${String(operation.pid)}: ${words(wantedSettings(operation))}`,
  check: (operation, machine) => {
    const { nice, ioPriority, affinity } = operation;
    if (nice === null && ioPriority === null && affinity === null) {
      return [{ field: 'nice', problem: 'nice, ioPriority or affinity must be given' }];
    }
    const problems = [processProblem(operation, machine), affinityProblem(operation, machine)].filter((problem) => problem !== null);
    if (problems.length === 0 && ioPriority !== null && machine.ioPriority(operation.pid) === undefined) {
      return [{ field: 'ioPriority', problem: 'this kernel knows no I/O priority' }];
    }
    return problems;
  },
  capture: (operation, machine) => {
    const threads = threadsNow(operation, machine);
    if (threads === undefined) throw new Refusal('pid', `process ${String(operation.pid)} has ended`);
    // The first thread has the number of the process and begins the list, whatever order the names are in.
    const ordered = [...threads].sort((a, b) => Number(b.id === operation.pid) - Number(a.id === operation.pid));
    return { bootId: machine.bootId, threads: ordered };
  },
  priorText: (prior) => {
    const [first] = prior.threads;
    return first === undefined ? null : words(first);
  },
  apply: (operation, _prior, machine) => {
    const wanted = wantedSettings(operation);
    setThreads(operation, () => wanted, machine);
  },
  verify: (operation, machine) => {
    const wanted = wantedSettings(operation);
    const expected = words(wanted);
    const threads = threadsNow(operation, machine);
    const target = `process ${String(operation.pid)}`;
    if (threads === undefined) return { verdict: 'absent', expected, found: null, detail: `${target} has ended` };
    const different = threads.find((thread) => !hasSettings(thread, wanted));
    if (different === undefined) return { verdict: 'applied', expected, found: expected, detail: target };
    return { verdict: 'drifted', expected, found: words(different), detail: `thread ${String(different.id)} of ${target}` };
  },
  standing: (operation, prior, machine) => {
    const threads = prior.bootId === machine.bootId ? threadsNow(operation, machine) : undefined;
    if (threads === undefined) return 'gone';
    const wanted = wantedSettings(operation);
    const isPrior = (thread: Thread): boolean => hasSettings(thread, priorOf(prior, thread.id));
    const isWanted = (thread: Thread): boolean => hasSettings(thread, wanted);
    if (threads.every(isPrior)) return 'prior';
    if (threads.every(isWanted)) return 'applied';
    return threads.every((thread) => isPrior(thread) || isWanted(thread)) ? 'between' : 'other';
  },
  undo: (operation, prior, machine) => {
    setThreads(operation, (id) => priorOf(prior, id), machine);
    const left = threadsNow(operation, machine)?.find((thread) => !hasSettings(thread, priorOf(prior, thread.id)));
    if (left !== undefined) throw new Refusal('pid', `thread ${String(left.id)} did not come back to: ${words(priorOf(prior, left.id))}`);
  },
};
