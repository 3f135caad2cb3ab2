/** One chart of the shared time axis, drawn with uPlot. Knows nothing of React; the caller tells it when to draw and must end it. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { MetricUnit } from '../../../../../src-main/contracts/metrics.ts';
import { tickText } from '../../../lib/metricFigure.ts';
import type { Line, Points, Values } from '../model/merge.ts';
import { timeTicks } from '../model/timeAxis.ts';
import type { TimeWindow } from '../model/timeView.ts';
import { type ValueAxis, valueAxis } from '../model/valueAxis.ts';

export interface PlotLine {
  readonly id: string;
  /** #rrggbb */
  readonly color: string;
  readonly dashed: boolean;
  readonly axis: 0 | 1;
}

export interface PlotAxis {
  readonly unit: MetricUnit;
  /** Fixed upper end; null lets the values decide. */
  readonly top: number | null;
}

export interface PlotColors {
  readonly text: string;
  readonly grid: string;
  readonly surface: string;
  readonly fontFamily: string;
}

export interface PlotMark {
  readonly atMs: number;
  readonly color: string;
}

export interface PlotOptions {
  readonly element: HTMLElement;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly lines: readonly PlotLine[];
  /** One, or two for a chart with a second axis at the right. */
  readonly axes: readonly PlotAxis[];
  /** Draws least and most of each step as a band around its mean. */
  readonly banded: boolean;
  readonly colors: PlotColors;
  /** Charts with the same name show the same moment. */
  readonly syncName: string;
  readonly marks: () => readonly PlotMark[];
  readonly onSelect: (fromMs: number, toMs: number) => void;
  /** Row of the points under the pointer, of this chart or of another one; null when there is none. */
  readonly onCursor: (row: number | null) => void;
  /** A mouse button with Shift, or a finger, drags by a share of the width. */
  readonly onPan: (share: number) => void;
  readonly onZoom: (factor: number, aroundMs: number) => void;
  readonly onReset: () => void;
}

export interface Plot {
  draw(points: Points, window: TimeWindow): void;
  resize(widthPx: number): void;
  /** Moves the reading line of this chart to a row; off the chart for null. */
  moveCursor(row: number | null): void;
  destroy(): void;
}

/** Width of the value axis, and the free margin at the right: the flags above the charts stand on the same axis. */
export const axisWidthPx = 62;
export const rightMarginPx = 10;
const timeAxisHeightPx = 22;
const leastSelectionPx = 4;
const halfLabelPx = 12;

function rangeOf(values: Values, from: number, to: number, range: [number, number]): void {
  for (let row = from; row < to; row += 1) {
    const value = values[row];
    if (value === null || value === undefined) continue;
    if (value < range[0]) range[0] = value;
    if (value > range[1]) range[1] = value;
  }
}

function isMove(type: string): boolean {
  return type === 'mousemove' || type === 'mouseleave' || type === 'mouseenter';
}

/** Single values between two holes have no line; they get a dot. */
function lonely(plot: uPlot, seriesIndex: number): number[] {
  const values = plot.data[seriesIndex] ?? [];
  const found: number[] = [];
  for (let row = 0; row < values.length; row += 1) {
    if ((values[row] ?? null) !== null && (values[row - 1] ?? null) === null && (values[row + 1] ?? null) === null) found.push(row);
  }
  return found;
}

function seriesOptions(line: PlotLine, banded: boolean): uPlot.Series[] {
  const scale = line.axis === 0 ? 'y' : 'y2';
  const mean: uPlot.Series = {
    scale,
    stroke: line.color,
    width: 1.5,
    ...(line.dashed ? { dash: [5, 3] } : {}),
    points: { show: true, size: 4, fill: line.color, filter: (plot, index) => lonely(plot, index) },
  };
  const edge: uPlot.Series = { scale, width: 0, points: { show: false } };
  return banded ? [mean, edge, edge] : [mean];
}

function bandsOf(lines: readonly PlotLine[]): uPlot.Band[] {
  // Series 0 is time; then mean, least and most of each line.
  return lines.map((line, index) => ({ series: [index * 3 + 3, index * 3 + 2], fill: `${line.color}2e` }));
}

function valueAxisOptions(scale: 'y' | 'y2', axis: () => ValueAxis, unit: MetricUnit, colors: PlotColors): uPlot.Axis {
  return {
    scale,
    // 3 is the left side, 1 the right one: an ambient const enum, which exists for the compiler only.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
    side: scale === 'y' ? 3 : 1,
    size: axisWidthPx,
    gap: 6,
    stroke: colors.text,
    font: `11px ${colors.fontFamily}`,
    grid: { show: scale === 'y', stroke: colors.grid, width: 1 },
    ticks: { show: false },
    splits: () => [...axis().ticks],
    values: (_plot, splits) => splits.map((value) => tickText(unit, value)),
  };
}

export function createPlot(options: PlotOptions): Plot {
  const { lines, axes, banded, colors } = options;
  let window: TimeWindow = { fromMs: 0, toMs: 1 };
  let ticks: readonly { readonly at: number; readonly label: string }[] = [];
  const valueAxes: ValueAxis[] = axes.map(({ unit }) => valueAxis(unit, 0, 0));
  const axisAt = (index: 0 | 1): ValueAxis => valueAxes[index] ?? { from: 0, to: 1, ticks: [] };
  const listeners = new AbortController();

  const plot = new uPlot(
    {
      width: options.widthPx,
      height: options.heightPx,
      padding: [8, axes.length > 1 ? 0 : rightMarginPx, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, auto: false, range: () => [window.fromMs, window.toMs] },
        y: { auto: false, range: () => [axisAt(0).from, axisAt(0).to] },
        y2: { auto: false, range: () => [axisAt(1).from, axisAt(1).to] },
      },
      series: [{}, ...lines.flatMap((line) => seriesOptions(line, banded))],
      bands: banded ? bandsOf(lines) : [],
      axes: [
        {
          size: timeAxisHeightPx,
          gap: 4,
          stroke: colors.text,
          font: `11px ${colors.fontFamily}`,
          grid: { stroke: colors.grid, width: 1 },
          ticks: { show: false },
          splits: () => ticks.map((tick) => tick.at),
          values: () => ticks.map((tick) => tick.label),
        },
        ...axes.map(({ unit }, index) => valueAxisOptions(index === 0 ? 'y' : 'y2', () => axisAt(index === 0 ? 0 : 1), unit, colors)),
      ],
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
        // Only the moment is shared: a stretch that is chosen in one chart would be chosen again by each of the others.
        sync: { key: options.syncName, scales: ['x', null], filters: { pub: isMove } },
        bind: {
          // With Shift the chart is moved, see below; without, a stretch is chosen.
          mousedown: (_plot, _target, handler) => (event) => {
            if (!event.shiftKey) handler(event);
            return null;
          },
          dblclick: () => () => {
            options.onReset();
            return null;
          },
        },
      },
      hooks: {
        setCursor: [
          (self) => {
            options.onCursor(self.cursor.idx ?? null);
          },
        ],
        setSelect: [
          (self) => {
            const { left, width } = self.select;
            if (width < leastSelectionPx) return;
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            options.onSelect(self.posToVal(left, 'x'), self.posToVal(left + width, 'x'));
          },
        ],
        draw: [
          (self) => {
            drawMarks(self, options.marks(), window);
          },
        ],
      },
    },
    [[], ...lines.flatMap(() => (banded ? [[], [], []] : [[]]))],
    options.element,
  );
  listenForPanAndZoom(plot, options, listeners.signal);

  function draw(points: Points, next: TimeWindow): void {
    window = next;
    const width = Math.max(1, options.element.clientWidth - axisWidthPx);
    // The label of a tick at the very edge would be cut in half.
    const edgeMs = ((next.toMs - next.fromMs) * halfLabelPx) / width;
    ticks = timeTicks(next.fromMs, next.toMs, Math.floor(width / 80)).filter(({ at }) => at <= next.toMs - edgeMs);
    const empty: Line = { mean: [], min: [], max: [] };
    const values = lines.map((line) => points.lines.get(line.id) ?? empty);
    const from = rowsBefore(points.times, next.fromMs);
    const to = rowsBefore(points.times, next.toMs + 1);
    axes.forEach(({ unit, top }, index) => {
      const range: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      values.forEach((line, lineIndex) => {
        if (lines[lineIndex]?.axis !== index) return;
        rangeOf(banded ? line.min : line.mean, from, to, range);
        rangeOf(banded ? line.max : line.mean, from, to, range);
      });
      valueAxes[index] = range[1] < range[0] ? valueAxis(unit, 0, 0, top) : valueAxis(unit, range[0], range[1], top);
    });
    const data = [points.times, ...values.flatMap((line) => (banded ? [line.mean, line.min, line.max] : [line.mean]))];
    plot.batch(() => {
      plot.setData(data as uPlot.AlignedData, false);
      plot.setScale('x', { min: next.fromMs, max: next.toMs });
      plot.setScale('y', { min: axisAt(0).from, max: axisAt(0).to });
      if (axes.length > 1) plot.setScale('y2', { min: axisAt(1).from, max: axisAt(1).to });
    });
  }

  return {
    draw,
    resize: (widthPx) => {
      plot.setSize({ width: widthPx, height: options.heightPx });
    },
    moveCursor: (row) => {
      const at = row === null ? undefined : plot.data[0][row];
      plot.setCursor({ left: at === undefined ? -10 : plot.valToPos(at, 'x'), top: 10 });
    },
    destroy: () => {
      listeners.abort();
      plot.destroy();
    },
  };
}

/** How many of the ascending times are before `at`. */
function rowsBefore(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What happened, as a thin line through the chart: the flag above says what. */
function drawMarks(plot: uPlot, marks: readonly PlotMark[], { fromMs, toMs }: TimeWindow): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const { atMs, color } of marks) {
    if (atMs < fromMs || atMs > toMs) continue;
    const x = Math.round(plot.valToPos(atMs, 'x', true)) + 0.5;
    ctx.strokeStyle = color;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** One notch of a wheel. */
const wheelFactor = 1.25;

function listenForPanAndZoom(plot: uPlot, options: PlotOptions, signal: AbortSignal): void {
  const over = plot.over;
  let lastX: number | null = null;
  over.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType === 'mouse' && !(event.shiftKey && event.button === 0)) return;
      lastX = event.clientX;
      over.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  over.addEventListener(
    'pointermove',
    (event) => {
      if (lastX === null) return;
      const share = (lastX - event.clientX) / Math.max(1, over.clientWidth);
      lastX = event.clientX;
      if (share !== 0) options.onPan(share);
    },
    { signal },
  );
  const end = (): void => {
    lastX = null;
  };
  over.addEventListener('pointerup', end, { signal });
  over.addEventListener('pointercancel', end, { signal });
  over.addEventListener(
    'wheel',
    (event) => {
      // A plain wheel scrolls the page, which is longer than the window; with Ctrl (a pinch, too) it zooms.
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const at = plot.posToVal(event.clientX - over.getBoundingClientRect().left, 'x');
        options.onZoom(event.deltaY > 0 ? wheelFactor : 1 / wheelFactor, at);
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        const distance = event.deltaX === 0 ? event.deltaY : event.deltaX;
        options.onPan(distance / Math.max(1, over.clientWidth));
      }
    },
    { signal, passive: false },
  );
}
