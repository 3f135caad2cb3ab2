import { type ReactElement, useMemo } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { type Axis, clockText, exactText, type Quantity, tickText, timeTicks } from './axes.ts';
import styles from './Closer.module.css';
import type { CloserSeries } from './closerSeries.ts';
import type { Row } from './rows.ts';
import type { Shown } from './shown.ts';
import { slotStyle } from './slotStyle.ts';

export interface CloserChartProps {
  readonly title: string;
  readonly quantity: Quantity;
  readonly series: readonly CloserSeries[];
  readonly rows: readonly Row[];
  readonly shown: Shown;
  readonly axis: Axis;
}

interface ReadingsProps extends Omit<CloserChartProps, 'title' | 'axis'> {
  /** Time under the pointer, or of the point chosen by the arrow keys. */
  readonly at: unknown;
}

const mostReadings = 12;

/** Exact values at one time, highest first. */
function Readings({ at, quantity, series, rows, shown }: ReadingsProps): ReactElement | null {
  const row = rows.find((candidate) => candidate.at === at);
  if (row === undefined) return null;
  const readings = series
    .flatMap(({ id, name }, index) => {
      const slot = shown.get(id);
      const value = row.values[index] ?? null;
      return slot === undefined || value === null ? [] : [{ id, name, value, color: slotStyle(slot).color }];
    })
    .sort((a, b) => b.value - a.value);
  const more = readings.length - mostReadings;
  return (
    <div className={styles['readings']}>
      <div className={styles['readingsTime']}>{clockText(row.at, true)}</div>
      {readings.length === 0 ? <div className="dim">Nothing was measured here.</div> : null}
      {readings.slice(0, mostReadings).map(({ id, name, value, color }) => (
        <div key={id} className={styles['reading']}>
          <span className={styles['swatch']} style={{ background: color }} aria-hidden />
          <span>{name}</span>
          <span className={styles['readingValue']}>{exactText(quantity, value)}</span>
        </div>
      ))}
      {more > 0 ? <div className="dim">and {more} more</div> : null}
    </div>
  );
}

const tick = { fill: 'var(--mantine-color-dimmed)', fontSize: 11 } as const;
/** From here on the single lines step back behind the total. */
const crowded = 4;
const secondsMatterBelowMs = 4 * 60_000;

/** Lines over time; values in their unit, clock times below. Drawn anew with each frame and never animated. */
export function CloserChart({ title, quantity, series, rows, shown, axis }: CloserChartProps): ReactElement {
  const count = series.length;
  // The same functions each time: the library computes everything again when a key is another one.
  const valueAt = useMemo(() => Array.from({ length: count }, (_, index) => (row: Row) => row.values[index] ?? null), [count]);
  const lines = series.flatMap((one, index) => {
    const slot = shown.get(one.id);
    const dataKey = valueAt[index];
    return slot === undefined || dataKey === undefined ? [] : [{ one, slot, dataKey }];
  });
  const from = rows[0]?.at ?? 0;
  const to = rows.at(-1)?.at ?? 0;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={rows}
        margin={{ top: 8, right: 14, bottom: 0, left: 0 }}
        title={`${title} over time`}
        desc="Left and right arrow keys move through the measurements."
      >
        <CartesianGrid stroke="var(--hecate-line)" vertical={false} />
        <XAxis
          dataKey="at"
          type="number"
          scale="time"
          domain={[from, to]}
          ticks={timeTicks(from, to)}
          tickFormatter={(at: number) => clockText(at, to - from < secondsMatterBelowMs)}
          tick={tick}
          tickLine={false}
          tickMargin={8}
          axisLine={{ stroke: 'var(--hecate-line)' }}
        />
        <YAxis
          width={76}
          domain={[...axis.domain]}
          ticks={axis.ticks}
          interval={0}
          tickFormatter={(value: number) => tickText(quantity, value)}
          tick={tick}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--mantine-color-dimmed)', strokeDasharray: '3 3' }}
          content={({ active, label }) =>
            active ? <Readings at={label} quantity={quantity} series={series} rows={rows} shown={shown} /> : null
          }
        />
        {lines.map(({ one: { id, name, main }, slot, dataKey }) => {
          const { color, dashed } = slotStyle(slot);
          return (
            <Line
              key={id}
              name={name}
              dataKey={dataKey}
              type="linear"
              stroke={color}
              // A total must not vanish behind its parts; 400 is the library's own layer for lines.
              zIndex={main ? 450 : 400}
              strokeWidth={main ? 2.25 : 1.25}
              strokeOpacity={lines.length > crowded && !main ? 0.7 : 1}
              {...(dashed ? { strokeDasharray: '4 3' } : {})}
              strokeLinecap="round"
              dot={false}
              activeDot={{ r: 3, strokeWidth: 0, fill: color }}
              connectNulls={false}
              isAnimationActive={false}
            />
          );
        })}
      </LineChart>
    </ResponsiveContainer>
  );
}
