/** The catalogue: every knob, in the order in which a Plan sets them. */
import type { Knob } from '../knob.ts';
import { bootKnobs } from './boot.ts';
import { cpuKnobs } from './cpu.ts';
import { hugePageKnobs } from './hugePages.ts';
import { interruptKnobs } from './interrupts.ts';
import { limitKnobs } from './limits.ts';
import { memoryKnobs } from './memory.ts';
import { networkKnobs } from './network.ts';
import { powerKnobs } from './power.ts';
import { storageKnobs } from './storage.ts';
import { zram } from './zram.ts';

/** What takes part in booting comes last, when everything else has worked. */
export const knobCatalog: readonly Knob[] = [
  ...cpuKnobs,
  ...memoryKnobs,
  zram,
  ...hugePageKnobs,
  ...storageKnobs,
  ...networkKnobs,
  ...limitKnobs,
  ...powerKnobs,
  ...interruptKnobs,
  ...bootKnobs,
];

const byId: ReadonlyMap<string, Knob> = new Map(knobCatalog.map((knob) => [knob.id, knob]));

export function findKnob(id: string): Knob | undefined {
  return byId.get(id);
}
