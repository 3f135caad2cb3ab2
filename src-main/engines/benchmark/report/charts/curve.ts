/** Curves over another quantity, for example latency over the size of the working set: steps are the caches. */
import { figureText } from '../../../../base/figureText.ts';
import type { CurveChart } from './chartData.ts';
import { dot, label, line, place, svg } from './drawing.ts';
import { linearScale, logScale, maximum, minimum, type Scale } from './scale.ts';

const [width, height] = [760, 300];
const [left, right, top, bottom] = [62, 744, 14, 252];
/** Below this an axis that grows evenly is easier to read. */
const wideSpan = 20;

export function curveSvg(chart: CurveChart, title: string): string {
  const points = chart.curves.flatMap((curve) => curve.points);
  if (points.length === 0) return '';
  const isSize = /^([KMGT]i?)?B$|bytes/i.test(chart.xUnit);
  const x = axis(
    points.map(([value]) => value),
    left,
    right,
    isSize ? 2 : 10,
  );
  const y = axis(
    points.map(([, value]) => value),
    bottom,
    top,
    10,
  );
  return svg(width, height, title, [
    ...y.ticks.flatMap((tick) => [
      line('grid', left, y.at(tick), right, y.at(tick)),
      label(left - 6, y.at(tick) + 4, figureText(tick), 'end'),
    ]),
    ...x.ticks.flatMap((tick) => [
      line('grid', x.at(tick), top, x.at(tick), bottom),
      label(x.at(tick), bottom + 16, xText(tick, chart.xUnit), 'middle'),
    ]),
    line('axis', left, bottom, right, bottom),
    line('axis', left, top, left, bottom),
    ...chart.curves.flatMap((curve, at) => curveParts(curve.points, x, y, at)),
    label((left + right) / 2, height - 14, unitTitle(chart.xTitle, isSize ? '' : chart.xUnit), 'middle'),
    label(left + 8, top + 12, unitTitle(chart.yTitle, chart.yUnit)),
    ...chart.curves.map((curve, at) =>
      chart.curves.length < 2
        ? ''
        : label(right - 6, bottom - 10 - at * 16, `${at === 0 ? 'solid' : 'dashed'}: ${curve.name}`, 'end', 'strong'),
    ),
  ]);
}

function curveParts(points: readonly (readonly [number, number])[], x: Scale, y: Scale, at: number): readonly string[] {
  const path = points.map(([px, py], index) => `${index === 0 ? 'M' : 'L'}${place(x.at(px))} ${place(y.at(py))}`).join('');
  const second = at === 0 ? '' : ' second';
  const dots = points.length > 80 ? [] : points.map(([px, py]) => dot(`dot${second}`, x.at(px), y.at(py), 2.4));
  return [`<path class="curve${second}" d="${path}"/>`, ...dots];
}

function axis(values: readonly number[], from: number, to: number, base: 2 | 10): Scale {
  const low = minimum(values);
  return low > 0 && maximum(values) / low > wideSpan ? logScale(values, from, to, base) : linearScale(values, from, to);
}

const sizes = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

function xText(value: number, unit: string): string {
  const start = /^bytes?$|^B$/i.test(unit) ? 0 : sizes.findIndex((size) => size.toLowerCase() === unit.toLowerCase());
  if (start === -1) return figureText(value);
  let [rest, at] = [value, start];
  while (rest >= 1024 && at < sizes.length - 1) [rest, at] = [rest / 1024, at + 1];
  return `${figureText(rest)} ${sizes[at] ?? ''}`;
}

function unitTitle(title: string, unit: string): string {
  return unit === '' ? title : `${title} (${unit})`;
}
