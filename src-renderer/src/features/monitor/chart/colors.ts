/** Colours of the style sheet as text, because a canvas knows no variables. */

import { colorCount } from '../model/devices.ts';
import type { MarkTone } from '../model/marks.ts';
import type { PlotColors } from './plot.ts';

function variable(style: CSSStyleDeclaration, name: string): string {
  return style.getPropertyValue(name).trim();
}

export function slotVariable(slot: number): string {
  return `--hecate-chart-${String(slot % colorCount)}`;
}

export const toneVariables: Readonly<Record<MarkTone, string>> = {
  plan: '--hecate-accent',
  undo: '--hecate-second',
  info: '--hecate-info',
  warning: '--hecate-warn',
  critical: '--hecate-danger',
};

export interface Palette extends PlotColors {
  readonly slot: (slot: number) => string;
  readonly tone: (tone: MarkTone) => string;
}

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  return {
    text: variable(style, '--mantine-color-dimmed'),
    grid: variable(style, '--hecate-line'),
    surface: variable(style, '--hecate-surface'),
    fontFamily: style.fontFamily,
    slot: (slot) => variable(style, slotVariable(slot)),
    tone: (tone) => variable(style, toneVariables[tone]),
  };
}
