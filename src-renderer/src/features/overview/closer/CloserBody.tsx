import { Button } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { memo, type ReactElement, useMemo, useState } from 'react';
import type { MonitorFrame } from '../../../../../src-main/contracts/monitor.ts';
import { counted, upperFirst } from '../../../lib/format.ts';
import { EmptyNote } from '../../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { longestSeconds } from '../../telemetry/telemetryStore.ts';
import type { Tile } from '../tiles.ts';
import { clockText, valueAxis } from './axes.ts';
import styles from './Closer.module.css';
import { CloserChart } from './CloserChart.tsx';
import { CloserSkeleton } from './CloserSkeleton.tsx';
import { type CloserTopic, topicOf } from './closerSeries.ts';
import { lastSeconds, rowsOf, type Span, spanOf, thinned } from './rows.ts';
import { SeriesTable } from './SeriesTable.tsx';
import { colorCount, firstShown, legendOrder, type Shown, toggled, withAll } from './shown.ts';
import { useLongTelemetry } from './useLongTelemetry.ts';

type Spans = ReadonlyMap<string, Span | null>;

function spansOf(frames: readonly MonitorFrame[], { series }: CloserTopic): Spans {
  return new Map(series.map((one) => [one.id, spanOf(frames, one)]));
}

/** As many points as are redrawn within some hundredths of a second; 64 CPUs over 15 minutes are 57,600. */
const mostPoints = 8_000;

const almostAllMs = (longestSeconds - 10) * 1000;

/** From when to when, and how often nothing was measured in between. */
function spanWords(frames: readonly MonitorFrame[], gaps: number): string {
  const from = frames[0]?.at ?? 0;
  const long = (frames.at(-1)?.at ?? 0) - from >= almostAllMs;
  const start = clockText(from, true);
  const span = long ? `Live, since ${start}: the last 15 minutes.` : `Live, since ${start}, when measuring began.`;
  return gaps === 0 ? span : `${span} ${counted(gaps, 'interruption')}, left open in the lines.`;
}

interface DrawingProps {
  readonly title: string;
  readonly topic: CloserTopic;
  readonly frames: readonly MonitorFrame[];
}

function Drawing({ title, topic, frames }: DrawingProps): ReactElement {
  const { quantity, series, hint } = topic;
  const spans = useMemo(() => spansOf(frames, topic), [frames, topic]);
  const rows = useMemo(() => rowsOf(frames, topic.series), [frames, topic]);
  // What is drawn at first is decided once: lines must not come and go by themselves.
  const [first] = useState<Shown>(() => firstShown(series, spans));
  const [shown, setShown] = useState<Shown>(first);
  const ends = series.flatMap(({ id }) => {
    const span = spans.get(id) ?? null;
    return span === null || !shown.has(id) ? [] : [span.least, span.most];
  });
  const stride = Math.ceil((rows.length * shown.size) / mostPoints);
  const everything = series.every(({ id }) => shown.has(id));
  return (
    <>
      <p className={styles['words']}>
        {spanWords(frames, rows.length - frames.length)} {hint}
        {stride > 1 ? ` So many lines are drawn as averages of ${String(stride)} measurements each.` : ''}
      </p>
      <div className={styles['columns']}>
        <div className={styles['chart']}>
          <CloserChart
            title={title}
            quantity={quantity}
            series={series}
            rows={thinned(rows, stride)}
            shown={shown}
            axis={valueAxis(quantity, ends)}
          />
        </div>
        <div className={styles['legend']}>
          <div className={styles['scroll']}>
            <SeriesTable
              quantity={quantity}
              series={legendOrder(series, first)}
              spans={spans}
              shown={shown}
              onToggle={(id) => {
                setShown(toggled(shown, id));
              }}
            />
          </div>
          {series.length <= colorCount ? null : (
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                setShown(everything ? first : withAll(shown, series));
              }}
            >
              {everything ? `Only the first ${String(first.size)}` : `Show all ${String(series.length)}`}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}

export type CloserBodyProps = Pick<Tile, 'id' | 'title' | 'missing'>;

function CloserView({ id, title, missing }: CloserBodyProps): ReactElement {
  const { frames: all, error } = useLongTelemetry();
  const frames = useMemo(() => lastSeconds(all, longestSeconds), [all]);
  const topic = useMemo(() => topicOf(id, frames), [id, frames]);
  if (frames.length === 0) return error === null ? <CloserSkeleton /> : <ErrorNotice error={error} />;
  const measured = topic.series.some((one) => frames.some((frame) => one.pick(frame) !== null));
  if (!measured) {
    return (
      <EmptyNote
        icon={IconChartLine}
        title="Nothing to draw on this machine"
        text={upperFirst(missing ?? 'Nothing was measured in the last 15 minutes.')}
      />
    );
  }
  return <Drawing title={title} topic={topic} frames={frames} />;
}

/**
 * The last 15 minutes of everything behind a tile, going on live. Its file
 * holds the chart library and is fetched when it is opened. The tiles around
 * it are drawn twice a second; this must not be drawn with them.
 */
export const CloserBody = memo(CloserView);
