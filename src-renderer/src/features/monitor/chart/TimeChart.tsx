import { useComputedColorScheme } from '@mantine/core';
import { type ReactElement, useEffect, useRef } from 'react';
import type { MetricUnit } from '../../../../../src-main/contracts/metrics.ts';
import { metricText } from '../../../lib/metricFigure.ts';
import type { ChartLine } from '../model/devices.ts';
import { spanOf } from '../model/merge.ts';
import type { ChartGroup } from './chartGroup.ts';
import { type Palette, paletteOf, slotVariable } from './colors.ts';
import { useChartGroup } from './context.ts';
import { createPlot, type Plot, type PlotAxis } from './plot.ts';
import styles from './TimeChart.module.css';

export interface TimeChartProps {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly lines: readonly ChartLine[];
  readonly axes: readonly PlotAxis[];
  readonly heightPx?: number;
}

/** More bands than these hide each other. */
const mostBands = 4;
/** The table is for screen readers; nobody reads ten of them a second. */
const tableEveryMs = 3_000;

interface Elements {
  readonly box: HTMLElement;
  readonly legend: HTMLElement;
  readonly table: HTMLElement;
}

function setText(element: Element | null | undefined, text: string): void {
  if (element !== null && element !== undefined && element.textContent !== text) element.textContent = text;
}

function text(unit: MetricUnit, value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : metricText(unit, value);
}

/** Values of the moment under the pointer; without one the newest, or the mean of a stretch that stands still. */
function showValues(group: ChartGroup, lines: readonly ChartLine[], legend: HTMLElement, row: number | null): void {
  const points = group.timeline.points();
  const live = group.timeline.store.getState().view.kind === 'live';
  lines.forEach(({ id, unit }, index) => {
    const line = points.lines.get(id);
    const value = row !== null ? line?.mean[row] : live ? line?.mean.at(-1) : line === undefined ? null : spanOf(line)?.mean;
    setText(legend.children[index]?.lastElementChild, `${row === null && !live ? 'mean ' : ''}${text(unit, value)}`);
  });
}

function showTable(group: ChartGroup, lines: readonly ChartLine[], table: HTMLElement): void {
  const points = group.timeline.points();
  lines.forEach(({ id, unit }, index) => {
    const line = points.lines.get(id);
    const span = line === undefined ? null : spanOf(line);
    const cells = table.children[index]?.children;
    setText(cells?.[1], text(unit, span?.least));
    setText(cells?.[2], text(unit, span?.mean));
    setText(cells?.[3], text(unit, span?.most));
  });
}

interface Drawing {
  readonly group: ChartGroup;
  readonly lines: readonly ChartLine[];
  readonly axes: readonly PlotAxis[];
  readonly heightPx: number;
  readonly elements: Elements;
}

function makePlot({ group, lines, axes, heightPx, elements }: Drawing, palette: Palette, widthPx: number): Plot {
  const { timeline } = group;
  return createPlot({
    element: elements.box,
    widthPx,
    heightPx,
    lines: lines.map(({ id, slot, dashed, axis }) => ({ id, dashed, axis, color: palette.slot(slot) })),
    axes,
    banded: lines.length <= mostBands,
    colors: palette,
    syncName: group.syncName,
    marks: () => group.marks().map(({ atMs, tone }) => ({ atMs, color: palette.tone(tone) })),
    onSelect: timeline.select,
    onCursor: group.read,
    onPan: timeline.panBy,
    onZoom: timeline.zoomAround,
    onReset: timeline.follow,
  });
}

/** Draws into the elements until it is ended. A chart without a size, in a hidden part of the page, waits until it has one. */
function startDrawing(drawing: Drawing): () => void {
  const { group, lines, elements } = drawing;
  const { timeline } = group;
  let plot: Plot | undefined;
  let widthPx = 0;
  let leave: (() => void) | undefined;
  let tableTimer: ReturnType<typeof setTimeout> | undefined;

  // What is scrolled out of sight is drawn when it comes back.
  let inSight = true;
  let stale = false;

  function draw(): void {
    stale = !inSight;
    if (stale) return;
    plot?.draw(timeline.points(), timeline.window());
    showValues(group, lines, elements.legend, group.row());
    tableTimer ??= setTimeout(() => {
      tableTimer = undefined;
      showTable(group, lines, elements.table);
    }, tableEveryMs);
  }

  function resize(): void {
    const width = elements.box.clientWidth;
    if (width === 0 || width === widthPx) return;
    widthPx = width;
    timeline.setWidth(width);
    if (plot === undefined) {
      plot = makePlot(drawing, paletteOf(elements.box), width);
      leave = group.add(plot);
      draw();
    } else plot.resize(width);
  }

  const observer = new ResizeObserver(resize);
  observer.observe(elements.box);
  const sight = new IntersectionObserver((entries) => {
    inSight = entries.at(-1)?.isIntersecting ?? true;
    if (inSight && stale) draw();
  });
  sight.observe(elements.box);
  const stopDrawing = timeline.onDraw(draw);
  const stopReading = group.onRead((row) => {
    showValues(group, lines, elements.legend, row);
  });
  resize();
  draw();
  return () => {
    clearTimeout(tableTimer);
    observer.disconnect();
    sight.disconnect();
    stopDrawing();
    stopReading();
    leave?.();
    plot?.destroy();
  };
}

function Swatch({ slot, dashed }: { readonly slot: number; readonly dashed: boolean }): ReactElement {
  const color = `var(${slotVariable(slot)})`;
  const background = dashed ? `repeating-linear-gradient(90deg, ${color} 0 4px, transparent 4px 6px)` : color;
  return <span className={styles['swatch']} style={{ background }} aria-hidden />;
}

/** A chart of the shared time axis: heading, values of the moment that is read, and the drawing. */
export function TimeChart({ title, hint, lines, axes, heightPx = 138 }: TimeChartProps): ReactElement {
  const group = useChartGroup();
  const scheme = useComputedColorScheme();
  const box = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const table = useRef<HTMLTableSectionElement>(null);
  // The drawing is made anew only when what is drawn changes, not with each new array that says the same. Another colour scheme needs other colours on the canvas.
  const what = JSON.stringify([lines, axes, heightPx, scheme]);
  useEffect(() => {
    if (box.current === null || legend.current === null || table.current === null) return;
    const [drawnLines, drawnAxes, drawnHeight] = JSON.parse(what) as [readonly ChartLine[], readonly PlotAxis[], number, string];
    return startDrawing({
      group,
      lines: drawnLines,
      axes: drawnAxes,
      heightPx: drawnHeight,
      elements: { box: box.current, legend: legend.current, table: table.current },
    });
  }, [group, what]);
  return (
    <section className={styles['chart']} aria-label={title}>
      <div className={styles['head']}>
        <h3 className={styles['title']}>
          {title}
          {hint === undefined ? null : <span className={styles['hint']}>{hint}</span>}
        </h3>
        <ul className={styles['legend']} ref={legend} aria-hidden>
          {lines.map(({ id, name, slot, dashed }) => (
            <li key={id} className={styles['entry']}>
              <Swatch slot={slot} dashed={dashed} />
              {lines.length === 1 && name === title ? null : <span className={styles['name']}>{name}</span>}
              <span className={styles['value']} />
            </li>
          ))}
        </ul>
      </div>
      <div className={styles['box']} ref={box} style={{ height: heightPx }} aria-hidden />
      <table className={styles['table']}>
        <caption>{title}, least, mean and most of the time shown</caption>
        <thead>
          <tr>
            <th scope="col">Series</th>
            <th scope="col">Least</th>
            <th scope="col">Mean</th>
            <th scope="col">Most</th>
          </tr>
        </thead>
        <tbody ref={table}>
          {lines.map(({ id, name }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td />
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
