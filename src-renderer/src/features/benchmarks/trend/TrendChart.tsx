import type { ReactElement } from 'react';
import { CartesianGrid, ComposedChart, ErrorBar, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { counted, dateAndTime, dateOnly } from '../../../lib/format.ts';
import styles from '../BenchmarksPage.module.css';
import type { TrendPoint } from '../benchmarksStore.ts';
import { axisLine, ChartTip, Legend, margin, tick } from '../chart/parts.tsx';
import { medianWords, numberText } from '../model/figures.ts';
import { kernelChanges } from '../model/trend.ts';

interface Row {
  readonly atMs: number;
  readonly point: TrendPoint;
}

function PointTip({ point, unit }: { readonly point: TrendPoint; readonly unit: string }): ReactElement {
  return (
    <ChartTip>
      <strong>{medianWords(point, unit)}</strong>
      <div>{dateAndTime(point.at)}</div>
      {point.kernel === null ? null : <div className="dim">kernel {point.kernel}</div>}
      {point.warnings === 0 ? null : <div className="dim">{counted(point.warnings, 'mark')}</div>}
    </ChartTip>
  );
}

export interface TrendChartProps {
  readonly title: string;
  readonly unit: string;
  /** Oldest first. */
  readonly points: readonly TrendPoint[];
}

/** One figure over the runs of this machine, with intervals, and a line where the kernel changed. */
export function TrendChart({ title, unit, points }: TrendChartProps): ReactElement {
  const rows = points.map((point) => ({
    atMs: Date.parse(point.at),
    median: point.median,
    error: [point.median - (point.low ?? point.median), (point.high ?? point.median) - point.median] as [number, number],
    point,
  }));
  const changes = kernelChanges(points);
  return (
    <>
      <figure className={styles['chart']} aria-label={`${title} over ${counted(points.length, 'run')}`}>
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart data={rows} margin={{ ...margin, top: 20 }} aria-label={`Points of ${title}; arrow keys go from run to run`}>
            <CartesianGrid stroke="var(--hecate-line)" vertical={false} />
            <XAxis
              dataKey="atMs"
              type="number"
              scale="time"
              domain={['dataMin', 'dataMax']}
              padding={{ left: 24, right: 24 }}
              tickFormatter={(atMs: number) => dateOnly(new Date(atMs).toISOString())}
              tick={tick}
              tickLine={false}
              axisLine={axisLine}
              minTickGap={40}
            />
            <YAxis width={72} domain={['auto', 'auto']} tickFormatter={numberText} tick={tick} tickLine={false} axisLine={false} />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--hecate-line)' }}
              content={({ active, payload }) => {
                const row = payload[0]?.payload as Row | undefined;
                return active && row !== undefined ? <PointTip point={row.point} unit={unit} /> : null;
              }}
            />
            {changes.map(({ at, from, to }) => (
              <ReferenceLine
                key={at}
                x={Date.parse(at)}
                stroke="var(--hecate-second)"
                strokeDasharray="4 3"
                label={{ value: to, position: 'top', fill: 'var(--hecate-second)', fontSize: 11 }}
                aria-label={`kernel ${from} to ${to}`}
              />
            ))}
            <Line dataKey="median" stroke="var(--hecate-chart-0)" strokeWidth={2} dot={{ r: 3 }} isAnimationActive={false}>
              <ErrorBar dataKey="error" direction="y" width={6} strokeWidth={1.5} stroke="var(--hecate-chart-0)" />
            </Line>
          </ComposedChart>
        </ResponsiveContainer>
      </figure>
      <Legend
        entries={[
          { label: `median${unit === '' ? '' : `, ${unit}`}, with its 95% interval`, color: 'var(--hecate-chart-0)' },
          ...(changes.length === 0 ? [] : [{ label: 'another kernel', color: 'var(--hecate-second)' }]),
        ]}
      />
    </>
  );
}
