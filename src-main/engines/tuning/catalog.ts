/** What the profiles engine may ask about knobs, without knowing this engine. */
import type { KnobCatalogPort } from '../../services/ports.ts';
import { findKnob } from './model/knobs/index.ts';
import { problemInPrinciple } from './model/values.ts';

/** Judges values without a machine: what is possible somewhere is accepted, the device decides at planning. */
export function createKnobCatalog(): KnobCatalogPort {
  return {
    problemWith(knobId, value) {
      const knob = findKnob(knobId);
      if (knob === undefined) return `there is no knob ${knobId}`;
      if (value === null) return null;
      const allowed = problemInPrinciple(knob.rule, value);
      return allowed === null ? null : `${knob.title} takes ${allowed}`;
    },
    isDangerous: (knobId) => findKnob(knobId)?.tier === 'C',
  };
}
