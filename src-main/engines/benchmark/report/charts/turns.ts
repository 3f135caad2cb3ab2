/** Measurements of stock and candidate in the order in which they were made: a drift of the machine would show as a slope in both. */
import { figureText } from '../../../../base/figureText.ts';
import type { TurnsChart } from './chartData.ts';
import { dot, label, line, svg } from './drawing.ts';
import { linearScale } from './scale.ts';

const [width, height] = [760, 190];
const [left, right, top, bottom] = [62, 744, 14, 142];

export function turnsSvg(chart: TurnsChart, title: string): string {
  const turns = turnsOf(chart);
  if (turns.length === 0) return '';
  const y = linearScale(
    turns.map((turn) => turn.value),
    bottom,
    top,
    4,
  );
  const step = (right - left) / turns.length;
  const x = (at: number): number => left + (at + 0.5) * step;
  return svg(width, height, `${title}: stock and candidate in turns, ${chart.unit}`, [
    ...y.ticks.flatMap((tick) => [
      line('grid', left, y.at(tick), right, y.at(tick)),
      label(left - 6, y.at(tick) + 4, figureText(tick), 'end'),
    ]),
    line('axis', left, bottom, right, bottom),
    ...medianLine(chart.stock, 'median', y.at),
    ...medianLine(chart.candidate, 'median second', y.at),
    ...turns.map((turn, at) => dot(turn.arm === 'A' ? 'dot' : 'second dot', x(at), y.at(turn.value), 4)),
    ...(turns.length > 60 ? [] : turns.map((turn, at) => label(x(at), bottom + 15, turn.arm, 'middle'))),
    label(left, height - 8, `A stock (blue), B candidate (orange); lines are medians; ${chart.unit}, ${chart.direction} is better`),
  ]);
}

interface Turn {
  readonly arm: 'A' | 'B';
  readonly value: number;
}

/** The order names more turns than there are values when one was cut off; those are left out. */
function turnsOf({ order, stock, candidate }: TurnsChart): readonly Turn[] {
  const used = { A: 0, B: 0 };
  const turns: Turn[] = [];
  for (const arm of order) {
    if (arm !== 'A' && arm !== 'B') continue;
    const value = (arm === 'A' ? stock : candidate)[used[arm]];
    used[arm] += 1;
    if (value !== undefined) turns.push({ arm, value });
  }
  return turns;
}

function medianLine(values: readonly number[], className: string, at: (value: number) => number): readonly string[] {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  if (low === undefined || high === undefined) return [];
  const y = at((low + high) / 2);
  return [line(className, left, y, right, y)];
}
