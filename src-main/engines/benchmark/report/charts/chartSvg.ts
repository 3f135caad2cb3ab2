/** Any chart as SVG text. */

import { changesSvg } from './changes.ts';
import type { ChartData } from './chartData.ts';
import { curveSvg } from './curve.ts';
import { stripSvg } from './strip.ts';
import { turnsSvg } from './turns.ts';

export function chartSvg(chart: ChartData, title: string): string {
  switch (chart.kind) {
    case 'strip':
      return stripSvg(chart, title);
    case 'curve':
      return curveSvg(chart, title);
    case 'changes':
      return changesSvg(chart, title);
    case 'turns':
      return turnsSvg(chart, title);
  }
}
