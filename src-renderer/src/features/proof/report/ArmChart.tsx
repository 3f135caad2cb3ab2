import type { ReactElement } from 'react';
import { CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import { axisLine, Legend, margin, tick } from '../../benchmarks/chart/parts.tsx';
import { numberText, withUnit } from '../../benchmarks/model/figures.ts';
import { medianOf } from '../model/arms.ts';
import type { ArmSample } from '../model/liveProof.ts';

const arms = [
  { key: 'stock', label: 'stock', color: 'var(--hecate-chart-2)' },
  { key: 'candidate', label: 'candidate', color: 'var(--hecate-chart-1)' },
] as const;

export interface ArmChartProps {
  readonly samples: readonly ArmSample[];
  readonly unit: string;
  /** What is measured, for people who do not see the drawing. */
  readonly what: string;
}

/** Every measurement in its order, stock and candidate in two colours, with a line at the median of each. */
export function ArmChart({ samples, unit, what }: ArmChartProps): ReactElement {
  const present = arms.flatMap(({ key, label, color }) => {
    const median = medianOf(samples.flatMap((sample) => (sample[key] === null ? [] : [sample[key]])));
    return median === null ? [] : [{ key, color, median, label: `${label}, median ${withUnit(median, unit)}` }];
  });
  return (
    <>
      <figure
        className={`${styles['chart'] ?? ''} ${styles['short'] ?? ''}`}
        aria-label={`${what}: ${present.map(({ label }) => label).join('; ')}`}
      >
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart data={[...samples]} margin={margin} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--hecate-line)" vertical={false} />
            <XAxis dataKey="turn" tick={tick} tickLine={false} axisLine={axisLine} minTickGap={24} />
            <YAxis width={64} domain={['auto', 'auto']} tick={tick} tickLine={false} axisLine={false} tickFormatter={numberText} />
            {present.map(({ key, color, median }) => (
              <ReferenceLine key={`median ${key}`} y={median} stroke={color} strokeWidth={1.5} strokeDasharray="5 3" />
            ))}
            {present.map(({ key, color }) => (
              <Line
                key={key}
                dataKey={key}
                stroke="none"
                // Told apart without colours too.
                dot={
                  key === 'stock'
                    ? { r: 3, fill: 'var(--hecate-surface)', stroke: color, strokeWidth: 1.5 }
                    : { r: 3.5, fill: color, stroke: 'none' }
                }
                activeDot={false}
                isAnimationActive={false}
              />
            ))}
          </ComposedChart>
        </ResponsiveContainer>
      </figure>
      <Legend entries={present} />
    </>
  );
}
