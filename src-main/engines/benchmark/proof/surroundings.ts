/** What a proof reads of the machine around its measurements. */
import type { Conditions, MetricInfo, RunEnvironment } from '../../../contracts/benchmarkResult.ts';
import { okValue } from '../../../contracts/value.ts';
import type { Host } from '../../../host/port.ts';
import type { HardwarePort } from '../../../services/ports.ts';
import { standingMarks } from '../model/gate.ts';
import { readConditions } from '../probe/conditions.ts';
import { type InForce, readEnvironment } from '../probe/environment.ts';
import { waitPolicy } from '../suite/budget.ts';
import { type QuietResult, waitingMessage, waitUntilQuiet } from '../suite/quiet.ts';

export interface Surroundings {
  environment(): Promise<RunEnvironment>;
  conditions(): Promise<Conditions>;
  /** Waits at most so long (0: looks once), and marks what is in the way then, with what never goes away. @throws AppError cancelled */
  quiet(environment: RunEnvironment, maxMs: number, signal: AbortSignal, onWait: (message: string) => void): Promise<QuietResult>;
}

const policy = waitPolicy(null);
/** Waiting is part of the time that a proof has. */
const waitingShare = 1 / 4;

/** As long as a run of tests waits, and never more than a quarter of what is left. */
export function longestWaitMs(remainingMs: number): number {
  return Math.min(policy.firstMs, remainingMs * waitingShare);
}

export function createSurroundings(
  host: Host,
  hardware: HardwarePort,
  options: { readonly product: string; readonly inForce: () => Promise<InForce> },
): Surroundings {
  const conditions = async (): Promise<Conditions> => readConditions(host, await hardware.inventory());
  return {
    environment: async () => readEnvironment(host, await hardware.inventory(), options),
    conditions,
    async quiet(environment, maxMs, signal, onWait) {
      const look = await waitUntilQuiet({
        host,
        inventory: await hardware.inventory(),
        environment,
        start: null,
        maxMs,
        warmerC: policy.warmerC,
        signal,
        onWait: (marks) => {
          onWait(waitingMessage(marks));
        },
      });
      return { conditions: look.conditions, marks: [...look.marks, ...standingMarks(environment)] };
    },
  };
}

/** What the machine pays for a gain, whatever the goal is. */
export const conditionGuards: readonly MetricInfo[] = [
  { id: 'condition.cpuTempC', title: 'Processor temperature', unit: '°C', direction: 'lower', headline: false },
  { id: 'condition.gpuTempC', title: 'GPU temperature', unit: '°C', direction: 'lower', headline: false },
];

/** Figures of the guards above; what this machine does not tell is left out. */
export function conditionFigures(conditions: Conditions): Readonly<Record<string, number>> {
  const cpuTempC = okValue(conditions.cpuTempC);
  const gpuTempC = okValue(conditions.gpuTempC);
  return {
    ...(cpuTempC === undefined ? {} : { 'condition.cpuTempC': cpuTempC }),
    ...(gpuTempC === undefined ? {} : { 'condition.gpuTempC': gpuTempC }),
  };
}
