import { Select } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { metricById, partsOfSeries } from '../../../../src-main/contracts/metrics.ts';
import { useFeatures } from '../../app/context.ts';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { ChartStack } from './ChartStack.tsx';
import { useChartGroup } from './chart/context.ts';
import { axisWidthPx, rightMarginPx } from './chart/plot.ts';
import { TimeChart } from './chart/TimeChart.tsx';
import styles from './Monitor.module.css';
import { type ChoiceGroup, choicesOf, seriesName } from './model/choices.ts';
import type { ChartLine } from './model/devices.ts';

const route = getRouteApi('/monitor');

/** The list is for typing into, not for scrolling through a thousand lines. */
const shownChoices = 60;

interface Side {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (series: string | null) => void;
}

function SeriesSelect({ label, value, onChange, choices }: Side & { readonly choices: readonly ChoiceGroup[] }): ReactElement {
  // A series of a link that is not known here, such as an unplugged disk, keeps its name.
  const data = useMemo(() => {
    const groups = choices.map(({ group, items }) => ({ group, items: [...items] }));
    const missing = value !== null && !choices.some(({ items }) => items.some((item) => item.value === value));
    return missing ? [...groups, { group: 'Not seen here', items: [{ value, label: seriesName(value) }] }] : groups;
  }, [choices, value]);
  return (
    <Select
      label={label}
      value={value}
      onChange={onChange}
      data={data}
      searchable
      clearable
      limit={shownChoices}
      placeholder="Type a figure or a device"
      nothingFoundMessage="Nothing has that name."
      maxDropdownHeight={320}
      clearButtonProps={{ 'aria-label': `Clear: ${label}` }}
    />
  );
}

/** Two figures of any devices on one time axis, each with its own value axis unless they share a unit. */
export function CompareView(): ReactElement {
  const { compare } = route.useSearch();
  const navigate = route.useNavigate();
  const { inBackground } = useFeatures();
  const { timeline } = useChartGroup();
  const known = useStore(timeline.store, (state) => state.known);
  const choices = useMemo(() => choicesOf(known), [known]);
  const [left = null, right = null] = compare ?? [];
  const lines = useMemo<readonly ChartLine[]>(() => {
    const ids = [left, right].filter((id) => id !== null && id !== '');
    const units = ids.map((id) => metricById(partsOfSeries(id ?? '').metric)?.unit ?? 'count');
    return ids.map((id, index) => ({
      id: id ?? '',
      name: seriesName(id ?? ''),
      slot: index,
      dashed: false,
      unit: units[index] ?? 'count',
      axis: index === 1 && units[0] !== units[1] ? 1 : 0,
    }));
  }, [left, right]);
  const series = useMemo(() => lines.map((line) => line.id), [lines]);
  useEffect(() => {
    timeline.setSeries(series);
  }, [timeline, series]);
  const choose = (next: readonly (string | null)[]): void => {
    inBackground(
      navigate({ replace: true, search: (old) => ({ ...old, resource: 'compare' as const, compare: next.map((id) => id ?? '') }) }),
    );
  };
  const axes = lines.filter((line, index) => index === 0 || line.axis === 1).map(({ unit }) => ({ unit, top: null }));
  return (
    <>
      <div className={styles['pair']}>
        <SeriesSelect
          label="Left axis"
          value={left === '' ? null : left}
          choices={choices}
          onChange={(id) => {
            choose([id, right]);
          }}
        />
        <SeriesSelect
          label="Right axis"
          value={right === '' ? null : right}
          choices={choices}
          onChange={(id) => {
            choose([left, id]);
          }}
        />
      </div>
      <ChartStack what="compare" series={series} rightPx={axes.length > 1 ? axisWidthPx : rightMarginPx}>
        {lines.length === 0 ? (
          <EmptyNote
            icon={IconArrowsDiff}
            title="Two figures beside each other"
            text="Choose one for each axis, such as the temperature of the processor and what it does. Both are drawn over the same time, and the address of this page keeps the choice."
          />
        ) : (
          <TimeChart
            title={lines.map((line) => line.name).join(' and ')}
            lines={lines}
            axes={axes}
            heightPx={320}
            {...(lines.length === 2 && axes.length === 1 ? { hint: 'Both have the same unit and share the left axis.' } : {})}
          />
        )}
      </ChartStack>
    </>
  );
}
