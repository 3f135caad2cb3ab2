/** How a slot looks: one of the colours, and dashed when that colour is already taken. Pure. */
import { colorCount } from './shown.ts';

export interface SlotStyle {
  readonly color: string;
  readonly dashed: boolean;
}

export function slotStyle(slot: number): SlotStyle {
  return { color: `var(--hecate-chart-${String(slot % colorCount)})`, dashed: slot >= colorCount };
}
