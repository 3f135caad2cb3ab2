import { memo, type ReactElement } from 'react';
import { areaPath, chartHeight, chartWidth, linePath, type Point } from './chartPath.ts';
import styles from './LiveChart.module.css';

export interface LiveSeries {
  readonly name: string;
  readonly color: string;
  readonly points: readonly Point[];
  readonly filled: boolean;
}

export interface LiveChartProps {
  readonly series: readonly LiveSeries[];
  readonly seconds: number;
  /** Value at the upper edge. */
  readonly top: number;
  readonly topLabel: string;
  /** One sentence for people who do not see the drawing. */
  readonly description: string;
}

/**
 * A small live chart: plain SVG paths, redrawn at most twice a second and
 * never animated. A chart library would cost ten times as much processor time
 * for six of these, on a page that shows how busy the processor is.
 */
function LiveChartView({ series, seconds, top, topLabel, description }: LiveChartProps): ReactElement {
  return (
    <div>
      <div className={styles['chart']}>
        <svg
          className={styles['svg']}
          viewBox={`0 0 ${String(chartWidth)} ${String(chartHeight)}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={description}
        >
          {[0, chartHeight / 2, chartHeight].map((y) => (
            <line key={y} className={styles['grid']} x1={0} x2={chartWidth} y1={y} y2={y} />
          ))}
          {series.map((one) => (
            <g key={one.name}>
              {one.filled ? <path className={styles['area']} fill={one.color} d={areaPath(one.points, seconds, top)} /> : null}
              <path className={styles['line']} stroke={one.color} d={linePath(one.points, seconds, top)} />
            </g>
          ))}
        </svg>
      </div>
      <div className={styles['axis']} aria-hidden>
        <span>{seconds} s ago</span>
        <span>top {topLabel}</span>
        <span>now</span>
      </div>
    </div>
  );
}

export const LiveChart = memo(LiveChartView);
