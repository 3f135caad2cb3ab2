/** What a proof reads of the machine around its measurements. */
import type { Conditions, GateMark, MetricInfo, RunEnvironment } from '../../../contracts/benchmarkResult.ts';
import { okValue } from '../../../contracts/value.ts';
import type { Host } from '../../../host/port.ts';
import type { HardwarePort } from '../../../services/ports.ts';
import { gateMarks } from '../model/gate.ts';
import { activityBetween, readActivity } from '../probe/activity.ts';
import { readConditions } from '../probe/conditions.ts';
import { type InForce, readEnvironment } from '../probe/environment.ts';

export interface Surroundings {
  environment(): Promise<RunEnvironment>;
  conditions(): Promise<Conditions>;
  /** Marks of this moment, from watching what others do for a short while. */
  marks(environment: RunEnvironment, before: Conditions | undefined, signal: AbortSignal): Promise<readonly GateMark[]>;
}

/** Long enough to see what a busy program does, short against any measurement. */
const watchMs = 500;

export function createSurroundings(
  host: Host,
  hardware: HardwarePort,
  options: { readonly product: string; readonly inForce: () => Promise<InForce> },
): Surroundings {
  const conditions = async (): Promise<Conditions> => readConditions(host, await hardware.inventory());
  return {
    environment: async () => readEnvironment(host, await hardware.inventory(), options),
    conditions,
    async marks(environment, before, signal) {
      const first = readActivity(host);
      await host.clock.sleep(watchMs, signal);
      const activity = activityBetween(first, readActivity(host));
      return gateMarks(await conditions(), environment, before, activity);
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
