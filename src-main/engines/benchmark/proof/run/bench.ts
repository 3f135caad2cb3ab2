/** What all trials of one proof share. */
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { ProofArm } from '../../../../contracts/proof.ts';
import type { HostClock } from '../../../../host/port.ts';
import type { Goal } from '../goal/goal.ts';
import type { Arms } from './arms.ts';

export interface Bench {
  readonly goal: Goal;
  readonly arms: Arms;
  readonly clock: HostClock;
  readonly signal: AbortSignal;
  /** Monotonic milliseconds at which the last measurement must have ended. */
  readonly deadlineMs: number;
  /** Conditions as figures, read after each stay: what the machine pays for a gain. */
  readonly readConditions: () => Promise<Readonly<Record<string, number>>>;
  readonly conditionGuards: readonly MetricInfo[];
  readonly onMeasured: (arm: ProofArm, value: number) => void;
}

/** After a change of state, so that a helper that just ended is not measured with. */
export const settleMs = 200;
/** A stay of at least this length: changing the state costs about a tenth of a second and must not be most of the time. */
const stayMs = 1000;
const mostRounds = 25;
/** Short rounds: the first one after a change fills caches and is thrown away. */
const discardFrom = 3;

/** How one stay in one state is measured. */
export interface Pace {
  readonly rounds: number;
  /** Also the first round of a stay is thrown away. */
  readonly discardFirst: boolean;
  /** One block of two stays in each state, with its changes of state. */
  readonly blockMs: number;
}

/** `roundMs` is the median of the warm-up, `switchMs` what one change of state takes. */
export function paceOf(roundMs: number, switchMs: number): Pace {
  const rounds = Math.min(mostRounds, Math.max(1, Math.ceil(stayMs / Math.max(1, roundMs))));
  const discardFirst = rounds >= discardFrom;
  const blockMs = 4 * (rounds + (discardFirst ? 1 : 0)) * roundMs + 2 * (switchMs + settleMs) + settleMs;
  return { rounds, discardFirst, blockMs };
}

/** Long enough for twice as many measurements as are planned, and never longer than the executor takes. */
export function confirmSecondsFor(pace: Pace, longestSeconds: number): number {
  return Math.min(longestSeconds, Math.ceil((pace.blockMs / 1000) * 2) + 120);
}
