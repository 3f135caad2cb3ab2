import type { KnobState } from '../../../../src-main/contracts/tuning.ts';
import type { Selection } from './selection.ts';

/** What a row of the knob list and its details get. */
export interface KnobRowProps {
  readonly knob: KnobState;
  readonly selection: Selection;
  readonly onToggle: (knob: KnobState, chosen: boolean) => void;
  readonly onValue: (knob: KnobState, value: string | null) => void;
  readonly onUndo: (knob: KnobState) => void;
}
