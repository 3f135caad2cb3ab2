/** What the machine is like after a proof, read back and not remembered. */
import type { ProofReport } from '../../../../contracts/proof.ts';
import type { KnobState } from '../../../../contracts/tuning.ts';
import type { ExecutorPort } from '../../../../services/ports.ts';
import { nowOf } from '../model/candidates.ts';
import { touchedBy } from '../model/values.ts';

export type MachineState = Pick<ProofReport, 'machineState' | 'machineStateDetail'>;

/** `start`: values of the knobs before the first trial. */
export function compareWithStart(start: Readonly<Record<string, string>>, knobs: readonly KnobState[]): MachineState {
  const differing = Object.entries(start).flatMap(([id, before]) => {
    const knob = knobs.find((one) => one.id === id);
    const now = knob === undefined ? 'not there' : nowOf(knob);
    return now === before ? [] : [`${knob?.title ?? id} is ${now} and was ${before}`];
  });
  if (differing.length > 0) return { machineState: 'unknown', machineStateDetail: differing.join('; ') };
  const count = Object.keys(start).length;
  if (count === 0) return { machineState: 'stock', machineStateDetail: 'nothing was changed' };
  return {
    machineState: 'stock',
    machineStateDetail:
      count === 1 ? 'the knob was read back and is as before' : `all ${String(count)} knobs were read back and are as before`,
  };
}

/** Values of everything that these knobs touch, to compare with later. */
export function valuesOf(knobs: readonly KnobState[], knobIds: Iterable<string>): Readonly<Record<string, string>> {
  const touched = touchedBy(knobIds);
  return Object.fromEntries(knobs.filter((knob) => touched.has(knob.id) && knob.now.status === 'ok').map((knob) => [knob.id, nowOf(knob)]));
}

/** null when every step of the Plan reads back as it was asked for. */
export async function problemOfKept(executor: ExecutorPort, planId: string): Promise<string | null> {
  const { steps } = await executor.read.verify({ planId });
  const wrong = steps.filter((step) => step.verdict !== 'applied');
  return wrong.length === 0 ? null : wrong.map((step) => `${step.title}: ${step.detail}`).join('; ');
}
