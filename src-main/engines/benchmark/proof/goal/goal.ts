/** What a proof measures, whether it is a test of the suite or a command of the user. */
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';

export interface Goal {
  readonly title: string;
  /** The figure that decides. */
  readonly metric: MetricInfo;
  /** Figures that must not get worse. */
  readonly guards: readonly MetricInfo[];
  readonly warmUpRounds: number;
  /** Measures once: the goal's figure and those of the guards that this round could tell. @throws AppError proof.measureFailed, cancelled */
  round(signal: AbortSignal): Promise<Readonly<Record<string, number>>>;
  /** Never throws. */
  dispose(): Promise<void>;
}
