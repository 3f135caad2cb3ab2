/** What happens to a proof that was cut off: its Plan is taken back, the machine is read back, and the report says so. */
import type { ProofReport } from '../../../../contracts/proof.ts';
import type { Host } from '../../../../host/port.ts';
import type { ExecutorPort, Log, TuningPort } from '../../../../services/ports.ts';
import { isAtWork } from '../../probe/processMark.ts';
import { storyOf } from '../model/story.ts';
import type { Marker, ProofStore } from '../store.ts';
import { takeBack, type WayBack } from './arms.ts';
import { compareWithStart, type MachineState } from './readBack.ts';

export interface RecoverOptions {
  readonly host: Host;
  readonly executor: ExecutorPort;
  readonly tuning: TuningPort;
  readonly store: ProofStore;
  readonly log: Log;
}

/** True while the process that runs the marked proof is alive. */
export function isUnderWay(marker: Marker, host: Host): boolean {
  return marker.owner !== null && isAtWork(marker.owner, host);
}

/**
 * After an answer of the executor there is nothing left to try, whatever the knobs read: where somebody else changed one it is theirs.
 * @throws AppError privilege.*, plan.undoFailed when nothing can be taken back now; the next start tries again
 */
export async function recoverProof({ host, executor, tuning, store, log }: RecoverOptions): Promise<void> {
  const marker = store.marker();
  if (marker === undefined || isUnderWay(marker, host)) return;
  const report = store.find(marker.proofId);
  if (report?.kept != null) {
    settle(store, report, { machineState: 'kept', machineStateDetail: report.machineStateDetail });
    return;
  }
  // Any privileged start of an executor takes back what nobody confirmed; asking for this Plan is such a start.
  const wayBack: WayBack = marker.planId === null ? { outcome: 'restored' } : await takeBack(executor, host.clock, marker.planId);
  log.info(`the proof ${marker.proofId} was cut off: ${wayBack.outcome === 'restored' ? 'taken back' : wayBack.why}`);
  if (report === undefined) store.unmark();
  else settle(store, report, compareWithStart(report.start ?? {}, await tuning.knobs()));
}

function settle(store: ProofStore, report: ProofReport, machine: MachineState): void {
  const state = report.state === 'running' ? 'interrupted' : report.state;
  const settled = { ...report, ...machine, state } satisfies ProofReport;
  store.write({ ...settled, story: storyOf(settled) });
  store.unmark();
}
