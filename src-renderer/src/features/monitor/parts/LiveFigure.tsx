import { type ReactElement, useEffect, useRef } from 'react';
import { metricById, partsOfSeries } from '../../../../../src-main/contracts/metrics.ts';
import { useFeatures } from '../../../app/context.ts';
import { metricFigure } from '../../../lib/metricFigure.ts';
import type { Telemetry } from '../../telemetry/telemetryStore.ts';
import styles from './parts.module.css';

export interface LiveFigureProps {
  readonly series: string;
  readonly size?: 'cell' | 'large';
}

/** Number and unit apart, as the two elements that show them. */
function show(telemetry: Telemetry, series: string, number: Element, unit: Element): void {
  const value = telemetry.figures.latest(series);
  const metric = metricById(partsOfSeries(series).metric);
  const figure = value === null || metric === undefined ? { number: '–', unit: '' } : metricFigure(metric.unit, value);
  if (number.textContent !== figure.number) number.textContent = figure.number;
  const unitText = figure.unit === '' || figure.unit === '%' ? figure.unit : `\u00a0${figure.unit}`;
  if (unit.textContent !== unitText) unit.textContent = unitText;
}

/**
 * The newest value of a series. It writes itself into the page with each
 * commit: hundreds of these in a table would otherwise be drawn anew by React
 * every second.
 */
export function LiveFigure({ series, size = 'cell' }: LiveFigureProps): ReactElement {
  const { telemetry } = useFeatures();
  const number = useRef<HTMLSpanElement>(null);
  const unit = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const update = (): void => {
      if (number.current !== null && unit.current !== null) show(telemetry, series, number.current, unit.current);
    };
    update();
    return telemetry.store.subscribe(update);
  }, [telemetry, series]);
  return (
    <span className={size === 'large' ? styles['large'] : styles['cell']}>
      <span ref={number} />
      <span ref={unit} className={styles['unit']} />
    </span>
  );
}
