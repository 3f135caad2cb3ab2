import type { ReactElement } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { counted } from '../../../lib/format.ts';
import styles from '../BenchmarksPage.module.css';
import { axisLine, Legend, margin, tick } from '../chart/parts.tsx';
import { medianWords, numberText } from '../model/figures.ts';
import type { LiveTest } from '../model/liveRun.ts';

const colors = { sample: 'var(--hecate-chart-2)', median: 'var(--hecate-accent)' } as const;

/** What is known of samples that were not told one by one; null where nothing is missing. */
function missingText({ samples, summary, unit }: LiveTest): string | null {
  if (summary === null || summary.count <= samples.length) return null;
  if (samples.length > 0) {
    return `${String(samples.length)} of ${counted(summary.count, 'sample')} are drawn: the others came before this page was opened, or too fast for it.`;
  }
  const { low, high } = summary;
  const interval = low === null || high === null ? '' : `, interval ${numberText(low)} to ${numberText(high)}`;
  return `${counted(summary.count, 'sample')} so far, with a median of ${medianWords(summary, unit ?? '')}${interval}. The next one is drawn here.`;
}

/** Each new sample, and how the interval of the median narrows around it. */
export function LiveSampleChart({ test }: { readonly test: LiveTest }): ReactElement {
  const { samples, summary } = test;
  const unit = test.unit ?? '';
  const missing = missingText(test);
  if (samples.length === 0) return <div className={styles['chartEmpty']}>{missing ?? 'The samples of this test appear here.'}</div>;
  const rows = samples.map(({ round, value, median, low, high }) => ({
    round,
    value,
    median,
    interval: low === null || high === null ? null : [low, high],
  }));
  return (
    <>
      <figure
        className={styles['chart']}
        aria-label={`${counted(samples.length, 'sample')} of this test in ${unit}${summary === null ? '' : `, median ${medianWords(summary, unit)}`}`}
      >
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart data={rows} margin={margin} accessibilityLayer={false}>
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
      {missing === null ? null : <p className={styles['groupText']}>{missing}</p>}
    </>
  );
}
