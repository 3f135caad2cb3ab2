import type { ReactElement } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { Conditions } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { figureText, temperatureFigure } from '../../../lib/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../BenchmarksPage.module.css';
import { axisLine, Legend, margin, tick } from '../chart/parts.tsx';

const lines = [
  { key: 'cpu', label: 'processor', color: 'var(--hecate-chart-3)' },
  { key: 'gpu', label: 'graphics processor', color: 'var(--hecate-chart-1)' },
] as const;

/** Temperatures over the run; nothing where no sensor tells one, or before there are two values. */
export function TemperatureChart({ conditions }: { readonly conditions: readonly Conditions[] }): ReactElement | null {
  const startMs = Date.parse(conditions[0]?.at ?? '');
  const rows = conditions.map(({ at, cpuTempC, gpuTempC }) => ({
    seconds: Math.round((Date.parse(at) - startMs) / 1000),
    cpu: cpuTempC.status === 'ok' ? cpuTempC.value : null,
    gpu: gpuTempC.status === 'ok' ? gpuTempC.value : null,
  }));
  const present = lines.filter(({ key }) => rows.some((row) => row[key] !== null));
  if (rows.length < 2 || present.length === 0) return null;
  const words = present.map(({ key, label }) => {
    const values = rows.flatMap((row) => (row[key] === null ? [] : [row[key]]));
    return `${label} ${figureText(temperatureFigure(values.at(-1) ?? 0))}, at most ${figureText(temperatureFigure(Math.max(...values)))}`;
  });
  return (
    <Panel title="Temperature">
      <figure
        className={`${styles['chart'] ?? ''} ${styles['short'] ?? ''}`}
        aria-label={`Temperatures over this run: ${words.join('; ')}`}
      >
        <ResponsiveContainer width="100%" height="100%">
          <LineChart data={rows} margin={margin} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--hecate-line)" vertical={false} />
            <XAxis
              dataKey="seconds"
              type="number"
              domain={['dataMin', 'dataMax']}
              unit=" s"
              minTickGap={30}
              tick={tick}
              tickLine={false}
              axisLine={axisLine}
            />
            <YAxis width={48} domain={['auto', 'auto']} unit=" °C" tick={tick} tickLine={false} axisLine={false} />
            {present.map(({ key, color }) => (
              <Line key={key} dataKey={key} stroke={color} strokeWidth={2} dot={false} isAnimationActive={false} connectNulls />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </figure>
      <Legend entries={present} />
    </Panel>
  );
}
