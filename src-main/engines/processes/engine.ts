/** The processes engine: acts by the user's own right where that is enough, else as a Plan through the executor. Figures come from the monitor. */
import { parseRangeList } from '../../base/text.ts';
import { AppError, isAppError } from '../../contracts/errors.ts';
import type { Implementation } from '../../contracts/kit/define.ts';
import type { Plan, PlanRecord } from '../../contracts/plan.ts';
import type { ProcessAdjustment, ProcessDetail, processesContract } from '../../contracts/processes.ts';
import type { Host, ProcessIdentity, ProcessOutcome } from '../../host/port.ts';
import type { ExecutorPort } from '../../services/ports.ts';
import { adjustPlan, type PlanFacts, signalPlan } from './model/plans.ts';

export interface ProcessesEngineOptions {
  readonly host: Host;
  readonly executor: ExecutorPort;
  /** What the monitor knows about one process; rejects with `process.gone`. */
  readonly detail: (process: ProcessIdentity, signal: AbortSignal) => Promise<ProcessDetail>;
}

/** The members of the contract that change something. */
export type ProcessesEngine = Pick<Implementation<typeof processesContract>, 'signal' | 'adjust'>;

/** A process that was told to end mostly does so within this time; a caller may look again later. */
const endsWithinMs = 500;
const lookEveryMs = 25;

/** Errors of its own: `process.gone`, `process.denied`, `contract.invalid` for CPUs that are not there, `host.readOnly` for a recorded machine. */
export function createProcessesEngine({ host, executor, detail }: ProcessesEngineOptions): ProcessesEngine {
  const facts = (): PlanFacts => ({
    id: `process-${crypto.randomUUID()}`,
    createdAt: new Date(host.clock.nowMs()).toISOString(),
  });

  /** The way that is enough, and the Plan's record where one was needed. */
  async function act(
    process: ProcessIdentity,
    own: ProcessOutcome,
    plan: () => Promise<Plan>,
    signal: AbortSignal,
  ): Promise<PlanRecord | null> {
    if (own.ok) return null;
    if (own.reason !== 'denied') throw failure(process, own.reason, own.why);
    try {
      return await executor.apply(await plan(), { confirmWithinSeconds: null, signal });
    } catch (error) {
      // The executor looks by itself; a process may have ended while a password was typed.
      if (isAppError(error, 'plan.refused') || isAppError(error, 'plan.applyFailed')) {
        if (!host.processes.isThere(process)) throw gone(process);
        throw denied(process, error.details.problem, error);
      }
      throw error;
    }
  }

  async function hasEndedSoon(process: ProcessIdentity, signal: AbortSignal): Promise<boolean> {
    const until = host.clock.monotonicMs() + endsWithinMs;
    while (host.processes.isThere(process)) {
      if (signal.aborted || host.clock.monotonicMs() >= until) return false;
      await host.clock.sleep(lookEveryMs, signal);
    }
    return true;
  }

  /** The kernel drops CPUs that are not there without a word. */
  function checkedCpus(affinity: string): readonly number[] {
    const online = host.files.read('/sys/devices/system/cpu/online');
    const there = online.ok ? parseRangeList(online.text) : undefined;
    const cpus = parseRangeList(affinity);
    if (cpus === undefined) throw invalid('change.affinity', 'must be a list of CPUs such as 0-3,8');
    const missing = cpus.find((cpu) => there?.includes(cpu) === false);
    if (missing !== undefined) {
      throw invalid('change.affinity', `CPU ${String(missing)} is not one of ${online.ok ? online.text.trim() : ''}`);
    }
    return cpus;
  }

  return {
    async signal({ pid, startTicks, signal: name }, { signal }) {
      const process = { pid, startTicks };
      refuseFirst(process);
      const own = host.processes.signal(process, name);
      const record = await act(process, own, async () => signalPlan(facts(), await detail(process, signal), name), signal);
      return { way: record === null ? 'own' : 'plan', record, ended: await hasEndedSoon(process, signal) };
    },
    async adjust({ pid, startTicks, change }, { signal }) {
      const process = { pid, startTicks };
      refuseFirst(process);
      if (isEmpty(change)) throw invalid('change', 'must hold nice, ioPriority or affinity');
      const cpus = change.affinity === undefined ? null : checkedCpus(change.affinity);
      const own = host.processes.adjust(process, { nice: change.nice ?? null, ioPriority: change.ioPriority ?? null, cpus });
      const record = await act(process, own, async () => adjustPlan(facts(), await detail(process, signal), change), signal);
      return { way: record === null ? 'own' : 'plan', record, detail: await detail(process, signal) };
    },
  };
}

function isEmpty(change: ProcessAdjustment): boolean {
  return change.nice === undefined && change.ioPriority === undefined && change.affinity === undefined;
}

/** To root nothing is denied, and a signal to process 1 may restart the machine (systemd(1), signals). */
function refuseFirst(process: ProcessIdentity): void {
  if (process.pid === 1) throw denied(process, 'process 1 keeps the machine running and is never touched');
}

function failure(process: ProcessIdentity, reason: 'gone' | 'refused' | 'unavailable', why: string): AppError {
  if (reason === 'gone') return gone(process);
  if (reason === 'refused') return denied(process, `the kernel refuses it: ${why}`);
  return new AppError('host.readOnly', why, { details: { path: '/proc' } });
}

function gone({ pid }: ProcessIdentity): AppError {
  return new AppError('process.gone', `process ${String(pid)} has ended`, { details: { pid } });
}

function denied({ pid }: ProcessIdentity, problem: string, cause?: unknown): AppError {
  return new AppError('process.denied', `process ${String(pid)}: ${problem}`, { details: { pid, problem }, cause });
}

function invalid(field: string, problem: string): AppError {
  return new AppError('contract.invalid', `${field}: ${problem}`, { details: { issues: [{ field, problem }] } });
}
