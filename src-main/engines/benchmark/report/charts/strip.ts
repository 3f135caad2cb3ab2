/** Every sample as a dot on one axis; the band is the interval of the median. */
import { figureText } from '../../../../base/figureText.ts';
import type { StripChart } from './chartData.ts';
import { box, dot, label, line, svg } from './drawing.ts';
import { linearScale } from './scale.ts';

const [width, height] = [340, 98];
const [left, right] = [14, 326];
const [top, bottom] = [14, 58];
/** More dots than this say no more and make large files. */
const mostDots = 600;

export function stripSvg(chart: StripChart, title: string): string {
  const { samples, median, low, high, unit } = chart;
  const scale = linearScale([...samples, median], left, right, 4);
  const every = Math.max(1, Math.ceil(samples.length / mostDots));
  const outliers = new Set(chart.outliers);
  const dots = samples.flatMap((sample, at) => {
    if (at % every !== 0 && !outliers.has(at)) return [];
    return [dot(outliers.has(at) ? 'outlier' : 'dot', scale.at(sample), rowOf(at), 2.6)];
  });
  return svg(width, height, `${title}: ${String(samples.length)} samples, median ${figureText(median)} ${unit}`, [
    low === null || high === null ? '' : box('band', scale.at(low), top - 6, scale.at(high) - scale.at(low), bottom - top + 12),
    ...dots,
    line('median', scale.at(median), top - 8, scale.at(median), bottom + 8),
    line('axis', left, bottom + 10, right, bottom + 10),
    ...scale.ticks.map((tick) => label(clamped(scale.at(tick)), bottom + 23, figureText(tick), 'middle')),
    label(right, height - 4, unit, 'end'),
  ]);
}

/** Spread over the height by the position in the list, always the same way, so that equal values do not hide each other. */
function rowOf(at: number): number {
  return top + ((at * 0.618034) % 1) * (bottom - top);
}

function clamped(x: number): number {
  return Math.min(right - 10, Math.max(left + 10, x));
}
