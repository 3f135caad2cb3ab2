import { type KeyboardEvent, type ReactElement, type ReactNode, useId } from 'react';
import { useStore } from 'zustand';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { ChartGroup } from './chart/chartGroup.ts';
import { useChartGroup } from './chart/context.ts';
import styles from './Monitor.module.css';
import { useMarks } from './marksContext.ts';
import { MarkStrip } from './parts/MarkStrip.tsx';
import { Toolbar } from './parts/Toolbar.tsx';

const panShare = 0.25;

/** What a key does on the charts; false leaves it to the page. */
function pressed({ timeline, step }: ChartGroup, key: string, shift: boolean): boolean {
  switch (key) {
    case 'ArrowLeft':
      if (shift) step(-1);
      else timeline.panBy(-panShare);
      return true;
    case 'ArrowRight':
      if (shift) step(1);
      else timeline.panBy(panShare);
      return true;
    case '+':
    case '=':
      timeline.zoomStep('in');
      return true;
    case '-':
      timeline.zoomStep('out');
      return true;
    case '0':
    case 'End':
      timeline.follow();
      return true;
    default:
      return false;
  }
}

export interface ChartStackProps {
  /** For the name of a saved file. */
  readonly what: string;
  readonly series: readonly string[];
  /** Free room at the right of the drawings, so that the flags stand on the same axis. */
  readonly rightPx: number;
  readonly children: ReactNode;
}

/** The charts of a page under one time axis, with the bar that moves it and the flags of what happened. */
export function ChartStack({ what, series, rightPx, children }: ChartStackProps): ReactElement {
  const group = useChartGroup();
  const marks = useMarks();
  const shown = useStore(marks.store);
  const error = useStore(group.timeline.store, (state) => state.error);
  const hintId = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    if (pressed(group, event.key, event.shiftKey)) event.preventDefault();
  };
  return (
    <Panel className={styles['stack']}>
      <div className={styles['sticky']}>
        <Toolbar what={what} series={series} />
        <MarkStrip marks={shown.marks} problem={shown.error?.message ?? null} rightPx={rightPx} />
      </div>
      {error === null ? null : (
        <div className={styles['error']}>
          <ErrorNotice error={error} onRetry={group.timeline.reload} />
        </div>
      )}
      <section
        className={styles['charts']}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys below move and zoom the charts.
        tabIndex={0}
        aria-label="Charts over time"
        aria-describedby={hintId}
        onKeyDown={onKeyDown}
      >
        {children}
      </section>
      <p className={styles['keys']} id={hintId}>
        Drag to look at a stretch, with Shift to move. Ctrl and wheel, or + and −, zoom; arrow keys move, with Shift they read; 0 goes back
        to now.
      </p>
    </Panel>
  );
}
