import type { ReactElement } from 'react';
import type { TrialVerdict } from '../../../../../src-main/contracts/proof.ts';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import { tickPercent } from '../../benchmarks/model/axes.ts';
import { type Gain, gainWords } from '../model/gain.ts';

const colors: Readonly<Partial<Record<TrialVerdict, string>>> = { helps: 'var(--hecate-accent)', hurts: 'var(--hecate-danger)' };
const [middle, height] = [26, 52];
/** Percent of the width that stay free at each side. */
const edge = 4;

export interface GainChartProps {
  readonly gain: Gain;
  readonly minGainPercent: number;
  readonly verdict: TrialVerdict;
}

/** The interval of a gain beside "no gain" and beside what makes a change worth it. Plain SVG: a report has dozens of them. */
export function GainChart({ gain, minGainPercent, verdict }: GainChartProps): ReactElement {
  const { percent, low, high } = gain;
  const values = [0, minGainPercent, percent, low ?? percent, high ?? percent];
  const least = Math.min(...values);
  const span = Math.max(...values) - least || 1;
  const place = (value: number): number => edge + ((value - least) / span) * (100 - 2 * edge);
  const at = (value: number): string => `${place(value).toFixed(2)}%`;
  /** Words lie on the side on which there is more room. */
  const words = (value: number): { readonly x: string; readonly textAnchor: 'start' | 'end'; readonly dx: number } => {
    const atEnd = place(value) > 50;
    return { x: at(value), textAnchor: atEnd ? 'end' : 'start', dx: atEnd ? -5 : 5 };
  };
  const color = colors[verdict] ?? 'var(--mantine-color-dimmed)';
  return (
    <svg className={styles['gain']} width="100%" height={height} role="img" aria-label={gainWords(gain, minGainPercent)}>
      <line x1="0" x2="100%" y1={middle} y2={middle} stroke="var(--hecate-line)" />
      <line x1={at(0)} x2={at(0)} y1={middle - 12} y2={height} stroke="var(--mantine-color-dimmed)" />
      <text {...words(0)} y={height - 3}>
        no gain
      </text>
      {minGainPercent === 0 ? null : (
        <>
          <line
            x1={at(minGainPercent)}
            x2={at(minGainPercent)}
            y1={0}
            y2={middle + 12}
            stroke="var(--hecate-second)"
            strokeDasharray="4 3"
          />
          <text {...words(minGainPercent)} y={10}>
            worth a change: {tickPercent(minGainPercent)}
          </text>
        </>
      )}
      {low === null || high === null ? null : (
        <>
          <rect
            x={at(low)}
            width={`${(place(high) - place(low)).toFixed(2)}%`}
            y={middle - 5}
            height={10}
            rx={2}
            fill={color}
            opacity={0.3}
          />
          <line x1={at(low)} x2={at(low)} y1={middle - 7} y2={middle + 7} stroke={color} strokeWidth={2} />
          <line x1={at(high)} x2={at(high)} y1={middle - 7} y2={middle + 7} stroke={color} strokeWidth={2} />
        </>
      )}
      <circle cx={at(percent)} cy={middle} r={4} fill={color} />
    </svg>
  );
}
