import type { ReactElement } from 'react';
import type { MetricResult } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { counted } from '../../../lib/format.ts';
import styles from '../BenchmarksPage.module.css';
import { withUnit } from '../model/figures.ts';

const width = 150;
const height = 26;
const edge = 4;
/** More dots than this would lie upon each other. */
const mostDots = 120;

/** Every sample in the order it was taken, the interval of the median as a band. Plain SVG: a table has dozens of them. */
export function SampleStrip({ metric }: { readonly metric: MetricResult }): ReactElement | null {
  const { samples, summary, unit } = metric;
  if (summary === null || samples.length < 2) return null;
  const { minimum, maximum, median, low, high } = summary;
  const span = maximum - minimum;
  const y = (value: number): number => (span === 0 ? height / 2 : height - edge - ((value - minimum) / span) * (height - 2 * edge));
  const outliers = new Set(summary.outliers);
  const step = Math.max(1, Math.ceil(samples.length / mostDots));
  const dots = samples.flatMap((value, index) => (index % step === 0 || outliers.has(index) ? [{ value, index }] : []));
  const x = (index: number): number => edge + (index / (samples.length - 1)) * (width - 2 * edge);
  const words = `${counted(samples.length, 'sample')} from ${withUnit(minimum, unit)} to ${withUnit(maximum, unit)}`;
  return (
    <svg className={styles['strip']} viewBox={`0 0 ${String(width)} ${String(height)}`} role="img" aria-label={words}>
      <title>{words}</title>
      {low === null || high === null ? null : (
        <rect x={0} width={width} y={y(high)} height={Math.max(1, y(low) - y(high))} fill="var(--hecate-accent)" opacity={0.18} />
      )}
      <line x1={0} x2={width} y1={y(median)} y2={y(median)} stroke="var(--hecate-accent)" strokeWidth={1} />
      {dots.map(({ value, index }) => (
        <circle
          key={index}
          cx={x(index)}
          cy={y(value)}
          r={outliers.has(index) ? 2.4 : 1.7}
          fill={outliers.has(index) ? 'none' : 'var(--hecate-chart-2)'}
          stroke={outliers.has(index) ? 'var(--hecate-danger)' : 'none'}
        />
      ))}
    </svg>
  );
}
