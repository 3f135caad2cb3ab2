import type { ReactElement } from 'react';
import { Bar, BarChart, CartesianGrid, ErrorBar, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { ComparedMetric } from '../../../../../src-main/contracts/benchmark.ts';
import { counted } from '../../../lib/format.ts';
import { axisLine, Legend, tick } from '../chart/parts.tsx';
import { niceReach, tickPercent } from '../model/axes.ts';
import { signedPercent } from '../model/figures.ts';

const colors = {
  better: 'var(--hecate-accent)',
  worse: 'var(--hecate-danger)',
  noDifference: 'var(--mantine-color-dimmed)',
} as const;

const rowHeight = 30;

/** The change of each headline figure as a bar with its interval; bars whose interval holds zero show no difference. */
export function ChangesChart({ metrics }: { readonly metrics: readonly ComparedMetric[] }): ReactElement {
  const rows = metrics.flatMap(({ title, testId, metricId, comparison }) => {
    const change = comparison?.changePercent ?? null;
    if (comparison === null || change === null) return [];
    const { lowPercent, highPercent, verdict } = comparison;
    return [
      {
        id: `${testId} ${metricId}`,
        title,
        change,
        error: [change - (lowPercent ?? change), (highPercent ?? change) - change] as [number, number],
        // A bar is drawn in the colour of its row.
        fill: colors[verdict],
      },
    ];
  });
  const reach = niceReach(
    Math.max(1, ...rows.map(({ change, error }) => Math.max(Math.abs(change - error[0]), Math.abs(change + error[1])))),
  );
  return (
    <>
      <figure
        style={{ height: rows.length * rowHeight + 36, margin: 0 }}
        aria-label={`Change of ${counted(rows.length, 'figure')} in percent: ${rows.map(({ title, change }) => `${title} ${signedPercent(change)}`).join('; ')}`}
      >
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={rows} layout="vertical" accessibilityLayer={false} margin={{ top: 4, right: 16, bottom: 0, left: 0 }}>
            <CartesianGrid stroke="var(--hecate-line)" horizontal={false} />
            <XAxis
              type="number"
              domain={[-reach, reach]}
              ticks={[-reach, -reach / 2, 0, reach / 2, reach]}
              tickFormatter={tickPercent}
              tick={tick}
              tickLine={false}
              axisLine={axisLine}
            />
            <YAxis
              type="category"
              dataKey="id"
              width={250}
              tick={{ ...tick, fontSize: 12 }}
              tickFormatter={(id: string) => {
                const title = rows.find((row) => row.id === id)?.title ?? id;
                return title.length > 38 ? `${title.slice(0, 37)}…` : title;
              }}
              tickLine={false}
              axisLine={false}
              interval={0}
            />
            <ReferenceLine x={0} stroke="var(--mantine-color-dimmed)" />
            <Bar dataKey="change" barSize={8} isAnimationActive={false}>
              <ErrorBar dataKey="error" direction="x" width={8} strokeWidth={1.5} stroke="var(--mantine-color-text)" />
            </Bar>
          </BarChart>
        </ResponsiveContainer>
      </figure>
      <Legend
        entries={[
          { label: 'better', color: colors.better },
          { label: 'worse', color: colors.worse },
          { label: 'no difference shown', color: colors.noDifference },
        ]}
      />
    </>
  );
}
