import type { ReactElement } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ResultSeries } from '../../../../../src-main/contracts/benchmarkResult.ts';
import styles from '../BenchmarksPage.module.css';
import { axisLine, ChartTip, margin, tick } from '../chart/parts.tsx';
import { isWide, logTicks, tickText, unitText, withRoom } from '../model/axes.ts';

/** A curve of one test, for example latency over working-set size: with steps where one cache ends and the next begins. */
export function SeriesChart({ series }: { readonly series: ResultSeries }): ReactElement {
  const rows = series.points.map(([x, y]) => ({ x, y })).sort((a, b) => a.x - b.x);
  const xs = rows.map((row) => row.x);
  const ys = rows.map((row) => row.y);
  const logX = isWide(xs);
  const logY = isWide(ys);
  const xText = (value: number): string => unitText(value, series.xUnit);
  const yText = (value: number): string => unitText(value, series.yUnit);
  const [first, last] = [rows[0], rows.at(-1)];
  const words =
    first === undefined || last === undefined
      ? ''
      : `, from ${yText(first.y)} at ${xText(first.x)} to ${yText(last.y)} at ${xText(last.x)}`;
  return (
    <>
      <p className="dim" style={{ margin: '0 0 0.25rem', fontSize: '0.8125rem' }}>
        {series.title}
        {logX || logY ? ', on logarithmic axes' : ''}
      </p>
      <figure className={styles['chart']} aria-label={`${series.title}: ${series.yTitle} in ${series.yUnit} over ${series.xTitle}${words}`}>
        <ResponsiveContainer width="100%" height="100%">
          <LineChart data={rows} margin={margin} aria-label={`Points of ${series.title}; arrow keys go from one to the next`}>
            <CartesianGrid stroke="var(--hecate-line)" />
            <XAxis
              dataKey="x"
              type="number"
              scale={logX ? 'log' : 'linear'}
              domain={['dataMin', 'dataMax']}
              {...(logX ? { ticks: [...logTicks(xs, series.xUnit)] } : {})}
              tickFormatter={xText}
              tick={tick}
              tickLine={false}
              axisLine={axisLine}
              minTickGap={16}
            />
            <YAxis
              width={72}
              scale={logY ? 'log' : 'linear'}
              domain={logY ? withRoom(ys) : [0, 'auto']}
              {...(logY ? { ticks: [...logTicks(withRoom(ys), series.yUnit)], interval: 0 } : {})}
              tickFormatter={(value: number) => tickText(value, series.yUnit)}
              tick={tick}
              tickLine={false}
              axisLine={false}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--hecate-line)' }}
              content={({ active, payload }) => {
                const row = payload[0]?.payload as { readonly x: number; readonly y: number } | undefined;
                if (!active || row === undefined) return null;
                return (
                  <ChartTip>
                    <strong>{yText(row.y)}</strong> at {xText(row.x)}
                  </ChartTip>
                );
              }}
            />
            <Line dataKey="y" stroke="var(--hecate-chart-0)" strokeWidth={2} dot={{ r: 2.5 }} isAnimationActive={false} />
          </LineChart>
        </ResponsiveContainer>
      </figure>
    </>
  );
}
