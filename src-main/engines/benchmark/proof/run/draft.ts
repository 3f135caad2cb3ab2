/** What one sitting works with, and its report so far. */
import type { ProofProgress, ProofReport, Trial } from '../../../../contracts/proof.ts';
import type { HostClock } from '../../../../host/port.ts';
import type { ExecutorPort, Log, ProvenProfilesPort, TuningPort } from '../../../../services/ports.ts';
import type { Goal } from '../goal/goal.ts';
import { storyOf } from '../model/story.ts';
import type { ProofStore } from '../store.ts';
import type { Surroundings } from '../surroundings.ts';

export interface SittingOptions {
  readonly clock: HostClock;
  readonly tuning: TuningPort;
  readonly executor: ExecutorPort;
  readonly profiles: ProvenProfilesPort;
  readonly surroundings: Surroundings;
  readonly store: ProofStore;
  readonly log: Log;
  readonly mark: (planId: string | null) => void;
  readonly prepareGoal: (signal: AbortSignal) => Promise<Goal>;
  readonly signal: AbortSignal;
  readonly report: (progress: ProofProgress) => void;
}

/** The report so far, and the way to move it on. */
export interface Draft {
  readonly now: ProofReport;
  /** Stores it with the time that was spent. */
  change(change: Partial<ProofReport>): void;
  addTrial(trial: Trial): void;
  tell(
    phase: ProofProgress['phase'],
    message: string,
    more?: Partial<Pick<ProofProgress, 'trialId' | 'trialTitle' | 'arm' | 'value'>>,
  ): void;
  remainingMs(): number;
}

export function createDraft(start: ProofReport, { clock, store, report }: SittingOptions): Draft {
  const startedMs = clock.monotonicMs();
  let now = start;
  const seconds = (): number => start.seconds + (clock.monotonicMs() - startedMs) / 1000;
  const change = (fields: Partial<ProofReport>): void => {
    now = { ...now, ...fields, seconds: seconds() };
    store.write({ ...now, story: storyOf(now) });
  };
  return {
    get now() {
      return now;
    },
    change,
    addTrial: (trial) => {
      change({ trials: [...now.trials, trial] });
    },
    tell: (phase, message, more = {}) => {
      const nobody = { trialId: null, trialTitle: null, arm: null, value: null };
      report({ proofId: now.id, message, done: seconds(), total: now.input.maxSeconds, phase, unit: now.unit, ...nobody, ...more });
    },
    remainingMs: () => Math.max(0, (now.input.maxSeconds - seconds()) * 1000),
  };
}
