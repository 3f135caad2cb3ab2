import { Skeleton } from '@mantine/core';
import { type ReactElement, useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { metricById, partsOfSeries, seriesId } from '../../../../src-main/contracts/metrics.ts';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import { useFeatures } from '../../app/context.ts';
import { Panel } from '../../ui/Panel.tsx';
import type { FigureColumns } from '../telemetry/figureColumns.ts';
import { ChartStack } from './ChartStack.tsx';
import { useChartGroup } from './chart/context.ts';
import { rightMarginPx } from './chart/plot.ts';
import { TimeChart } from './chart/TimeChart.tsx';
import styles from './Monitor.module.css';
import { type ChartLine, type Device, devicesOf, firstShown, linesOf, type Shown, toggled } from './model/devices.ts';
import { factsOf } from './model/facts.ts';
import { type ChartSpec, type Resource, type ResourceId, unitOf } from './model/resources.ts';
import { CoreMap } from './parts/CoreMap.tsx';
import { DeviceTable } from './parts/DeviceTable.tsx';
import { Headline } from './parts/Headline.tsx';
import { ThermalMap } from './parts/ThermalMap.tsx';
import { useFrameValue } from './useFrameValue.ts';

/** How busy, hot or full a device is right now, by the first figure of its resource. */
function scoreOf(figures: FigureColumns, resource: Resource): (device: Device) => number {
  const first = resource.charts[0]?.metrics ?? [];
  const core = resource.id === 'cpu' ? ['cpu.coreBusyPercent'] : first;
  return (device) => {
    const metrics = device.kind === '' ? core : [device.kind];
    return metrics.reduce((sum, metric) => sum + (figures.latest(seriesId(metric, device.instance)) ?? 0), 0);
  };
}

/** A link to one series shows its chart first, and makes one when the page has none for that metric. */
function chartsFor(resource: Resource, focus: string | null): readonly ChartSpec[] {
  const metric = focus === null ? null : metricById(partsOfSeries(focus).metric);
  if (metric === null || metric === undefined || metric.group !== resource.id) return resource.charts;
  const own = resource.charts.find((chart) => chart.metrics.includes(metric.id)) ?? {
    id: 'focus',
    title: metric.title,
    metrics: [metric.id],
  };
  return [own, ...resource.charts.filter((chart) => chart !== own)];
}

interface Drawn {
  readonly chart: ChartSpec;
  readonly lines: readonly ChartLine[];
}

/** What all of it can at most be, where the charts need to know. */
interface Tops {
  readonly memory: number | null;
  readonly swap: number | null;
}

function topOf(resource: ResourceId, chart: ChartSpec, tops: Tops | null): number | null {
  if (resource === 'memory' && chart.id === 'use') return tops?.memory ?? null;
  if (resource === 'memory' && chart.id === 'swap' && tops?.swap !== 0) return tops?.swap ?? null;
  return chart.top ?? null;
}

function topsOf(frame: MonitorFrame): Tops {
  return { memory: frame.memory.totalBytes, swap: frame.memory.swapTotalBytes };
}

interface ResourceViewProps {
  readonly resource: Resource;
  /** Series that a link asked for. */
  readonly focus: string | null;
}

interface ShownDevices {
  readonly shown: Shown;
  readonly toggle: (instance: string) => void;
  readonly reset: () => void;
}

/** What is drawn at first is decided once: lines must not come and go by themselves. */
function useShown(resource: Resource, devices: readonly Device[], focus: string | null): ShownDevices {
  const { telemetry } = useFeatures();
  const first = useCallback(() => {
    const chosen = firstShown(devices, scoreOf(telemetry.figures, resource));
    const instance = focus === null ? '' : partsOfSeries(focus).instance;
    const wanted = devices.some((device) => device.instance === instance) && !chosen.has(instance);
    return wanted ? toggled(chosen, devices, instance) : chosen;
  }, [devices, telemetry, resource, focus]);
  const [shown, setShown] = useState<Shown>(first);
  return {
    shown,
    toggle: (instance) => {
      setShown((before) => toggled(before, devices, instance));
    },
    reset: () => {
      setShown(first());
    },
  };
}

function ResourceBody({ resource, focus, devices }: ResourceViewProps & { readonly devices: readonly Device[] }): ReactElement {
  const { timeline } = useChartGroup();
  const known = useStore(timeline.store, (state) => state.known);
  const { shown, toggle, reset } = useShown(resource, devices, focus);
  const facts = useFrameValue(useCallback((frame: MonitorFrame) => factsOf(frame, resource.id), [resource.id]));
  const tops = useFrameValue(topsOf);
  const noSwap = tops?.swap === 0;
  const drawable = useMemo(() => (noSwap ? new Set([...known].filter((id) => !id.startsWith('memory.swap'))) : known), [known, noSwap]);
  const drawn = useMemo<readonly Drawn[]>(
    () =>
      chartsFor(resource, focus)
        .map((chart) => ({ chart, lines: linesOf(chart, devices, shown, (series) => drawable.has(series)) }))
        .filter(({ lines }) => lines.length > 0),
    [resource, focus, devices, shown, drawable],
  );
  const series = useMemo(() => drawn.flatMap(({ lines }) => lines.map((line) => line.id)), [drawn]);
  useEffect(() => {
    timeline.setSeries(series);
  }, [timeline, series]);
  const table = resource.device !== null && resource.id !== 'cpu' && devices.length > 0;
  return (
    <>
      <Headline resource={resource} known={drawable} facts={facts} />
      {resource.id === 'cpu' && devices.length > 0 ? (
        <Panel className={styles['block']}>
          <CoreMap key={devices.length} devices={devices} shown={shown} onToggle={toggle} />
        </Panel>
      ) : null}
      {resource.id === 'sensor' ? (
        <Panel className={styles['block']}>
          <ThermalMap />
        </Panel>
      ) : null}
      {table ? (
        <DeviceTable
          what={resource.device}
          devices={devices}
          metrics={resource.headline.filter((metric) => devices.some((device) => known.has(seriesId(metric, device.instance))))}
          shown={shown}
          onToggle={toggle}
          onReset={reset}
        />
      ) : null}
      <ChartStack what={resource.id} series={series} rightPx={rightMarginPx}>
        {drawn.length === 0 ? (
          <p className={styles['nothing']}>{devices.length > 0 ? 'Nothing is chosen to be drawn.' : 'Nothing was measured yet.'}</p>
        ) : (
          drawn.map(({ chart, lines }) => (
            <TimeChart
              key={chart.id}
              title={chart.title}
              hint={chart.hint}
              lines={lines}
              axes={[{ unit: unitOf(chart), top: topOf(resource.id, chart, tops) }]}
            />
          ))
        )}
      </ChartStack>
    </>
  );
}

/** One resource: live figures, devices, and everything that is known of it over time. */
export function ResourceView({ resource, focus }: ResourceViewProps): ReactElement {
  const devices = useFrameValue(useCallback((frame: MonitorFrame) => devicesOf(frame, resource.id), [resource.id]));
  if (devices === null) {
    return (
      <>
        <Skeleton height={52} width="60%" mb="md" />
        <Skeleton height={420} />
      </>
    );
  }
  return <ResourceBody resource={resource} focus={focus} devices={devices} />;
}
