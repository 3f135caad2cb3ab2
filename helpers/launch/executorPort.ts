/**
 * The product's way to the executor. Questions start it without rights and for
 * reading only; changes go the first way to root that works, and that
 * connection lives on while a Plan waits for its confirmation.
 */
import type { Folders } from '../../src-main/base/folders.ts';
import { AppError, isAppError } from '../../src-main/contracts/errors.ts';
import type { UndoInput } from '../../src-main/contracts/executor.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import type { Plan } from '../../src-main/contracts/plan.ts';
import type { ExecutorPort, Log } from '../../src-main/services/ports.ts';
import { startExecutorChild } from './executorChild.ts';
import type { ExecutorClient, ExecutorConnection } from './executorConnection.ts';
import { KeptConnection } from './keptConnection.ts';
import { higherClassAsked, riskOfUndo } from './neededRisk.ts';
import type { RouteState } from './routes.ts';
import { connectPrivileged, existsOnDisk, routeStates, stateArguments } from './routes.ts';
import type { LaunchSurroundings } from './surroundings.ts';

export interface ExecutorPortOptions {
  readonly folders: Folders;
  /** How the executor is started; `command` is an absolute path. */
  readonly program: { readonly command: string; readonly args: readonly string[] };
  readonly log: Log;
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** True for a file that exists. */
  readonly exists?: (file: string) => boolean;
}

export interface LaunchedExecutor extends ExecutorPort {
  /** Every way to root with its state, in the order in which they are tried. */
  routes(): Promise<readonly RouteState[]>;
  /** Ends every executor that is still kept; a Plan that waits for its confirmation is taken back by that. */
  dispose(): void;
}

const readerIdleMs = 4000;
const privilegedIdleMs = 2000;
/** After its deadline the executor takes a Plan back by itself; the connection lives until it has. */
const confirmGraceMs = 2000;
const historyLimit = 1000;

function connectReader(around: LaunchSurroundings): Promise<ExecutorConnection> {
  const { command, args } = around.program;
  const child = startExecutorChild(command, [...args, '--read-only', ...stateArguments(around.folders)], around.env);
  child.ended
    .then((exit) => {
      if (exit.exitCode !== 0) around.log.info(`the reading executor ended with ${String(exit.exitCode)}: ${exit.errors}`);
    })
    .catch((error: unknown) => around.log.error('the reading executor', error));
  return Promise.resolve(child.connection);
}

/** What was refused is told before anybody is asked for a password. */
async function acceptedRisk(read: ExecutorPort['read'], plan: Plan): Promise<RiskClass> {
  const checked = await read.check({ plan });
  const [first] = checked.refusals;
  if (first === undefined) return checked.risk ?? 'irreversible';
  if (first.stepId !== '') throw new AppError('plan.refused', `step ${first.stepId}, ${first.field}: ${first.problem}`, { details: first });
  const issues = checked.refusals.map(({ field, problem }) => ({ field, problem }));
  throw new AppError('plan.invalid', `this is not a Plan: ${first.field} ${first.problem}`, { details: { issues } });
}

export function createExecutorPort(options: ExecutorPortOptions): LaunchedExecutor {
  const around: LaunchSurroundings = {
    folders: options.folders,
    program: options.program,
    log: options.log,
    uid: options.uid ?? process.getuid?.() ?? 0,
    env: options.env ?? process.env,
    exists: options.exists ?? existsOnDisk,
  };
  const reader = new KeptConnection(() => connectReader(around), readerIdleMs);
  const privileged = new KeptConnection((risk) => connectPrivileged(around, risk), privilegedIdleMs);

  const asking = async <T>(ask: (client: ExecutorClient) => Promise<T>): Promise<T> => {
    try {
      return await reader.use('reversible', ask);
    } catch (error) {
      // A write that was cut off can be mended by root only, by the recovery of any privileged start.
      if (!isAppError(error, 'journal.unreadable') || around.uid !== 0) throw error;
      return privileged.use('reversible', ask);
    }
  };
  const read: ExecutorPort['read'] = {
    hello: (input, callOptions) => asking((client) => client.hello(input, callOptions)),
    check: (input, callOptions) => asking((client) => client.check(input, callOptions)),
    verify: (input, callOptions) => asking((client) => client.verify(input, callOptions)),
    history: (input, callOptions) => asking((client) => client.history(input, callOptions)),
    read: (input, callOptions) => asking((client) => client.read(input, callOptions)),
  };

  /** The class is only a guess from the newest part of the history; the executor names the one it needs. */
  const changing = async <T>(risk: RiskClass, work: (client: ExecutorClient) => Promise<T>): Promise<T> => {
    try {
      return await privileged.use(risk, work);
    } catch (error) {
      const needed = higherClassAsked(error, risk);
      if (needed === undefined) throw error;
      return privileged.use(needed, work);
    }
  };

  /** Classes of the Plans that wait here; a proof undoes hundreds, and each look into the history reads a thousand records. */
  const waiting = new Map<string, RiskClass>();
  const forget = (planId: string): void => {
    waiting.delete(planId);
    privileged.release(planId);
  };
  const undoRisk = async (input: UndoInput): Promise<RiskClass> => {
    const known = input.planId === null ? undefined : waiting.get(input.planId);
    return known ?? riskOfUndo(input, (await read.history({ limit: historyLimit, before: null, proofs: input.planId !== null })).plans);
  };

  return {
    read,
    apply: async (plan, { confirmWithinSeconds, onProgress, signal }) => {
      const risk = await acceptedRisk(read, plan);
      const jobOptions = { ...(onProgress === undefined ? {} : { onProgress }), ...(signal === undefined ? {} : { signal }) };
      const record = await privileged.use(
        risk,
        (client) => client.apply({ plan, confirmWithinSeconds }, jobOptions),
        ({ confirmBy }) => confirmBy !== null,
      );
      if (record.confirmBy !== null) {
        waiting.set(record.planId, record.risk);
        privileged.keepUntil(record.planId, Date.parse(record.confirmBy) + confirmGraceMs);
      }
      return record;
    },
    confirm: async (planId) => {
      const { plans } = await read.history({ limit: historyLimit, before: null });
      const risk = plans.find((record) => record.planId === planId)?.risk ?? 'reversible';
      const record = await changing(risk, (client) => client.confirm({ planId }));
      forget(planId);
      return record;
    },
    undo: async (input, { onProgress, signal }) => {
      const jobOptions = { ...(onProgress === undefined ? {} : { onProgress }), ...(signal === undefined ? {} : { signal }) };
      try {
        const result = await changing(await undoRisk(input), (client) => client.undo(input, jobOptions));
        for (const planId of result.undonePlans) forget(planId);
        return result;
      } catch (error) {
        // Another executor has taken it back, after a kill for example: nothing waits for a confirmation any more.
        const gone = isAppError(error, 'plan.nothingToUndo') || isAppError(error, 'plan.notFound');
        if (gone && input.planId !== null) forget(input.planId);
        throw error;
      }
    },
    routes: () => Promise.resolve(routeStates(around)),
    dispose: () => {
      reader.dispose();
      privileged.dispose();
    },
  };
}
