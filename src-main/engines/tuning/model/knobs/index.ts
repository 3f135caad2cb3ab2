/** The catalogue: every knob, in the order in which a Plan sets them. */
import type { Knob } from '../knob.ts';
import { hugePageKnobs } from './hugePages.ts';
import { memoryKnobs } from './memory.ts';
import { storageKnobs } from './storage.ts';

export const knobCatalog: readonly Knob[] = [...memoryKnobs, ...hugePageKnobs, ...storageKnobs];

const byId: ReadonlyMap<string, Knob> = new Map(knobCatalog.map((knob) => [knob.id, knob]));

export function findKnob(id: string): Knob | undefined {
  return byId.get(id);
}
