import { ActionIcon, Button, Menu, NativeSelect, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronLeft, IconChevronRight, IconDownload, IconPlayerTrackNext, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { saveTextFile } from '../../../lib/download.ts';
import { upperFirst } from '../../../lib/format.ts';
import { useChartGroup } from '../chart/context.ts';
import { fetchRange } from '../exportRange.ts';
import { csvOf, exportName, jsonOf } from '../model/exportText.ts';
import { momentText, rangeText } from '../model/timeAxis.ts';
import { spanById, timeSpans } from '../model/timeView.ts';
import styles from './toolbar.module.css';

function IconAction({
  label,
  onClick,
  disabled = false,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={30} aria-label={label} onClick={onClick} disabled={disabled}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function SpanButtons(): ReactElement {
  const { timeline } = useChartGroup();
  const view = useStore(timeline.store, (state) => state.view);
  const current = view.kind === 'live' ? view.span : null;
  return (
    <>
      <fieldset className={styles['spans']} aria-label="Time shown">
        {timeSpans.map((span) => (
          <button
            key={span.id}
            type="button"
            className={styles['span']}
            aria-pressed={current === span.id}
            onClick={() => {
              timeline.setView({ kind: 'live', span: span.id });
            }}
          >
            {span.title}
          </button>
        ))}
      </fieldset>
      <NativeSelect
        className={styles['spanSelect'] ?? ''}
        size="xs"
        aria-label="Time shown"
        value={current ?? ''}
        data={[
          ...(current === null ? [{ value: '', label: 'a stretch' }] : []),
          ...timeSpans.map((span) => ({ value: span.id, label: span.title })),
        ]}
        onChange={(event) => {
          const chosen = timeSpans.find((span) => span.id === event.currentTarget.value);
          if (chosen !== undefined) timeline.setView({ kind: 'live', span: chosen.id });
        }}
      />
    </>
  );
}

const resolutions = { second: 'second', minute: 'minute', quarter: 'quarter of an hour' } as const;

/** From when to when, or the moment that is read; written without React, because it follows the pointer. */
function Readout(): ReactElement {
  const group = useChartGroup();
  const element = useRef<HTMLSpanElement>(null);
  const view = useStore(group.timeline.store, (state) => state.view);
  const tier = useStore(group.timeline.store, (state) => state.tier);
  useEffect(() => {
    const { timeline } = group;
    const update = (): void => {
      if (element.current === null) return;
      const points = timeline.points();
      const row = group.row();
      const at = row === null ? undefined : points.times[row];
      const { fromMs, toMs } = timeline.window();
      const words = view.kind === 'live' ? spanById(view.span).words : rangeText(fromMs, toMs);
      const text = at === undefined ? upperFirst(words) : momentText(at, points.stepMs);
      if (element.current.textContent !== text) element.current.textContent = text;
    };
    update();
    const stops = [timeline.onDraw(update), group.onRead(update)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [group, view]);
  return (
    <p className={styles['readout']}>
      <span ref={element} className={styles['moment']} />
      {view.kind === 'live' ? <span className={styles['live']}>live</span> : null}
      {tier === null ? null : <span className={styles['tier']}>one value per {resolutions[tier]} is kept</span>}
    </p>
  );
}

interface ExportProps {
  readonly what: string;
  readonly series: readonly string[];
}

function ExportMenu({ what, series }: ExportProps): ReactElement {
  const { session, inBackground } = useFeatures();
  const { timeline } = useChartGroup();
  const [running, setRunning] = useState(false);
  async function save(extension: 'csv' | 'json'): Promise<void> {
    setRunning(true);
    try {
      const window = timeline.window();
      const past = await fetchRange(session.clients(), series, window);
      if (past === null) {
        notifications.show({ message: 'Nothing of this is kept yet, so there is nothing to save.', color: 'ember' });
        return;
      }
      const text = extension === 'csv' ? csvOf(past, series) : jsonOf(past, series);
      saveTextFile(exportName(what, window.fromMs, extension), text, extension === 'csv' ? 'text/csv' : 'application/json');
    } finally {
      setRunning(false);
    }
  }
  const item = (extension: 'csv' | 'json', words: string): ReactElement => (
    <Menu.Item
      onClick={() => {
        inBackground(save(extension));
      }}
    >
      {words}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="compact-sm" h={30} variant="default" loading={running} leftSection={<IconDownload size={15} aria-hidden />}>
          Save
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>All lines of the time shown, as finely as it is kept</Menu.Label>
        {item('csv', 'CSV, for a spreadsheet')}
        {item('json', 'JSON, for a program')}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Which stretch of time, closer and farther, back and forth, and saving it. */
export function Toolbar({ what, series }: ExportProps): ReactElement {
  const { timeline } = useChartGroup();
  const live = useStore(timeline.store, (state) => state.view.kind === 'live');
  const slow = useStore(timeline.store, (state) => state.slow);
  return (
    <div className={styles['toolbar']}>
      <div className={styles['row']}>
        <SpanButtons />
        <div className={styles['buttons']}>
          <IconAction
            label="Back in time (left arrow)"
            onClick={() => {
              timeline.panBy(-0.5);
            }}
          >
            <IconChevronLeft size={16} aria-hidden />
          </IconAction>
          <IconAction
            label="Forward in time (right arrow)"
            disabled={live}
            onClick={() => {
              timeline.panBy(0.5);
            }}
          >
            <IconChevronRight size={16} aria-hidden />
          </IconAction>
          <IconAction
            label="Closer (+)"
            onClick={() => {
              timeline.zoomStep('in');
            }}
          >
            <IconZoomIn size={16} aria-hidden />
          </IconAction>
          <IconAction
            label="Farther (−)"
            onClick={() => {
              timeline.zoomStep('out');
            }}
          >
            <IconZoomOut size={16} aria-hidden />
          </IconAction>
          <IconAction
            label="Back to now, and follow it (0)"
            disabled={live}
            onClick={() => {
              timeline.follow();
            }}
          >
            <IconPlayerTrackNext size={16} aria-hidden />
          </IconAction>
          <ExportMenu what={what} series={series} />
        </div>
      </div>
      <Readout />
      {slow ? <div className={styles['progress']} role="progressbar" aria-label="Reading the past" /> : null}
    </div>
  );
}
