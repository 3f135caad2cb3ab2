/** Bars to the left and right of "no change", each with the interval of the change. */
import { changeText } from '../../../../base/figureText.ts';
import type { ChangeChart, ChangeRow } from './chartData.ts';
import { box, label, line, svg } from './drawing.ts';
import { linearScale } from './scale.ts';

const width = 760;
const [left, right] = [300, 660];
const rowHeight = 24;
const top = 8;

const classNames: Readonly<Record<ChangeRow['verdict'], string>> = { better: 'better', worse: 'worse', noDifference: 'same' };

export function changesSvg({ rows }: ChangeChart, title: string): string {
  const ends = rows.flatMap((row) => [row.changePercent, row.lowPercent, row.highPercent]).filter((value) => value !== null);
  // A difference of a tenth of a percent should not fill the paper.
  const scale = linearScale([0, ...ends, -1, 1], left, right, 6);
  const bottom = top + rows.length * rowHeight;
  return svg(width, bottom + 26, title, [
    ...scale.ticks.flatMap((tick) => [
      line('grid', scale.at(tick), top, scale.at(tick), bottom),
      label(scale.at(tick), bottom + 16, `${tick < 0 ? '−' : ''}${String(Math.abs(tick))} %`, 'middle'),
    ]),
    line('axis', scale.at(0), top, scale.at(0), bottom),
    ...rows.flatMap((row, at) => {
      const middle = top + at * rowHeight + rowHeight / 2;
      const [from, to] = [scale.at(Math.min(0, row.changePercent)), scale.at(Math.max(0, row.changePercent))];
      return [
        label(left - 10, middle + 4, shortened(row.name), 'end'),
        box(`bar ${classNames[row.verdict]}`, from, middle - 6, Math.max(1, to - from), 12),
        ...whisker(row, middle, scale.at),
        label(width - 4, middle + 4, changeText(row.changePercent), 'end', classNames[row.verdict]),
      ];
    }),
  ]);
}

function whisker(row: ChangeRow, middle: number, at: (value: number) => number): readonly string[] {
  if (row.lowPercent === null || row.highPercent === null) return [];
  const [low, high] = [at(row.lowPercent), at(row.highPercent)];
  return [
    line('whisker', low, middle, high, middle),
    line('whisker', low, middle - 4, low, middle + 4),
    line('whisker', high, middle - 4, high, middle + 4),
  ];
}

function shortened(name: string): string {
  return name.length > 46 ? `${name.slice(0, 45)}…` : name;
}
