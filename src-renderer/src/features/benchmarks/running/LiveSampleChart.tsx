import type { ReactElement } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { counted } from '../../../lib/format.ts';
import styles from '../BenchmarksPage.module.css';
import { axisLine, Legend, margin, tick } from '../chart/parts.tsx';
import { numberText } from '../model/figures.ts';
import type { LiveSample } from '../model/liveRun.ts';

const colors = { sample: 'var(--hecate-chart-2)', median: 'var(--hecate-accent)' } as const;

/** Each new sample, and how the interval of the median narrows around it. */
export function LiveSampleChart({ samples, unit }: { readonly samples: readonly LiveSample[]; readonly unit: string }): ReactElement {
  const rows = samples.map(({ value, median, low, high }, index) => ({
    round: index + 1,
    value,
    median,
    interval: low === null || high === null ? null : [low, high],
  }));
  return (
    <>
      <figure
        className={styles['chart']}
        aria-label={`${counted(samples.length, 'sample')} of this test in ${unit}, with their median and its interval`}
      >
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart data={rows} margin={margin}>
            <CartesianGrid stroke="var(--hecate-line)" vertical={false} />
            <XAxis dataKey="round" tick={tick} tickLine={false} axisLine={axisLine} allowDecimals={false} minTickGap={24} />
            <YAxis width={64} domain={['auto', 'auto']} tick={tick} tickLine={false} axisLine={false} tickFormatter={numberText} />
            <Area
              type="stepAfter"
              dataKey="interval"
              stroke="none"
              fill={colors.median}
              fillOpacity={0.18}
              isAnimationActive={false}
              connectNulls={false}
            />
            <Line type="stepAfter" dataKey="median" stroke={colors.median} strokeWidth={2} dot={false} isAnimationActive={false} />
            <Line
              dataKey="value"
              stroke="none"
              dot={{ r: 3, fill: colors.sample, stroke: 'none' }}
              activeDot={false}
              isAnimationActive={false}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </figure>
      <Legend
        entries={[
          { label: `samples, ${unit}`, color: colors.sample },
          { label: 'median so far, with its 95% interval', color: colors.median },
        ]}
      />
    </>
  );
}
