/** What the charts of a page share: the time line, the moment that is read, and the marks. Outside of React. */
import type { Mark } from '../model/marks.ts';
import type { Timeline } from '../timeline.ts';
import type { Plot } from './plot.ts';

export interface ChartGroup {
  readonly timeline: Timeline;
  readonly syncName: string;
  /** Charts of the page. Returns the function that takes it out again. */
  add(plot: Plot): () => void;
  /** A chart has its pointer on a row of the points, or on none. */
  read(row: number | null): void;
  readonly row: () => number | null;
  onRead(listener: (row: number | null) => void): () => void;
  /** Moves the reading line of all charts by so many rows; it begins at the right edge. */
  step(rows: number): void;
  setMarks(marks: readonly Mark[]): void;
  readonly marks: () => readonly Mark[];
}

let groups = 0;

export function createChartGroup(timeline: Timeline): ChartGroup {
  groups += 1;
  const plots = new Set<Plot>();
  const readers = new Set<(row: number | null) => void>();
  let row: number | null = null;
  let marks: readonly Mark[] = [];

  function read(next: number | null): void {
    if (next === row) return;
    row = next;
    for (const reader of [...readers]) reader(next);
  }

  return {
    timeline,
    syncName: `monitor-${String(groups)}`,
    add: (plot) => {
      plots.add(plot);
      return () => plots.delete(plot);
    },
    read,
    row: () => row,
    onRead: (listener) => {
      readers.add(listener);
      return () => readers.delete(listener);
    },
    step: (rows) => {
      const last = timeline.points().times.length - 1;
      if (last < 0) return;
      const next = row === null ? last : Math.min(last, Math.max(0, row + rows));
      for (const plot of plots) plot.moveCursor(next);
      read(next);
    },
    setMarks: (next) => {
      marks = next;
    },
    marks: () => marks,
  };
}
