import type { ReactElement } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { counted } from '../../lib/format.ts';
import styles from './AlertsPage.module.css';
import type { FiringCount } from './firingCounts.ts';
import { severityWords } from './words.ts';

const tick = { fill: 'var(--mantine-color-dimmed)', fontSize: 11 } as const;
/** From the base up: what matters most stands on the line. */
const layers = [
  { severity: 'critical', color: 'var(--hecate-danger)' },
  { severity: 'warning', color: 'var(--hecate-second)' },
  { severity: 'info', color: 'var(--hecate-info)' },
] as const;

function Counts({ count }: { readonly count: FiringCount | undefined }): ReactElement | null {
  if (count === undefined) return null;
  const parts = layers.filter(({ severity }) => count[severity] > 0);
  return (
    <div className={styles['counts']}>
      <strong>{count.label}</strong>
      {parts.length === 0 ? <div className="dim">no alert</div> : null}
      {parts.map(({ severity }) => (
        <div key={severity}>
          {severityWords[severity].label}: {count[severity]}
        </div>
      ))}
    </div>
  );
}

/** When alerts fired, as columns: a bad week is seen before a line is read. Its file holds the chart library. */
export function FiringChart({ counts }: { readonly counts: readonly FiringCount[] }): ReactElement {
  const total = counts.reduce((sum, count) => sum + count.info + count.warning + count.critical, 0);
  return (
    <figure className={styles['firings']} aria-label={`${counted(total, 'alert')} over time`}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={[...counts]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer>
          <CartesianGrid stroke="var(--hecate-line)" vertical={false} />
          <XAxis
            dataKey="label"
            tick={tick}
            tickLine={false}
            axisLine={{ stroke: 'var(--hecate-line)' }}
            interval="preserveStartEnd"
            minTickGap={24}
          />
          <YAxis width={32} allowDecimals={false} tick={tick} tickLine={false} axisLine={false} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--hecate-line)', fillOpacity: 0.5 }}
            content={({ active, label }) => (active ? <Counts count={counts.find((count) => count.label === label)} /> : null)}
          />
          {layers.map(({ severity, color }) => (
            <Bar
              key={severity}
              dataKey={severity}
              name={severityWords[severity].label}
              stackId="all"
              fill={color}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}
