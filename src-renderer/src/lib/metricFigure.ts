/** Figures of the metric list in words. Pure. */
import type { MetricUnit } from '../../../src-main/contracts/metrics.ts';
import { type Figure, figureText, memoryFigure, percentFigure, rateFigure } from './format.ts';

function plain(value: number, unit: string): Figure {
  const size = Math.abs(value);
  if (size >= 1_000_000) return { number: (value / 1_000_000).toFixed(size >= 100_000_000 ? 0 : 1), unit: `million${unit}` };
  if (size >= 10_000) return { number: `${(value / 1000).toFixed(size >= 100_000 ? 0 : 1)}k`, unit };
  return { number: size >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1), unit };
}

function milliseconds(value: number): Figure {
  if (value >= 1000) return { number: (value / 1000).toFixed(1), unit: 's' };
  if (value < 1) return { number: (value * 1000).toFixed(0), unit: 'µs' };
  return { number: value.toFixed(value < 10 ? 1 : 0), unit: 'ms' };
}

function clock(value: number): Figure {
  return value >= 1000 ? { number: (value / 1000).toFixed(2), unit: 'GHz' } : { number: value.toFixed(0), unit: 'MHz' };
}

const figures: Readonly<Record<MetricUnit, (value: number) => Figure>> = {
  percent: percentFigure,
  bytes: memoryFigure,
  bytesPerSecond: rateFigure,
  perSecond: (value) => plain(value, '/s'),
  count: (value) => plain(value, ''),
  ms: milliseconds,
  celsius: (value) => ({ number: value.toFixed(value < 10 ? 1 : 0), unit: '°C' }),
  watt: (value) => ({ number: value.toFixed(value < 100 ? 1 : 0), unit: 'W' }),
  MHz: clock,
  rpm: (value) => ({ number: value.toFixed(0), unit: 'rpm' }),
  load: (value) => ({ number: value.toFixed(2), unit: '' }),
};

/** A value of the metric list as a number and its unit. */
export function metricFigure(unit: MetricUnit, value: number): Figure {
  return figures[unit](value);
}

/** The same as one text: 12.5 MB/s. */
export function metricText(unit: MetricUnit, value: number): string {
  const figure = metricFigure(unit, value);
  return figure.unit === '' ? figure.number : figureText(figure);
}

/** A tick of an axis is round, so ".0" says nothing. */
export function tickText(unit: MetricUnit, value: number): string {
  const figure = metricFigure(unit, value);
  const number = figure.number.replace(/\.0+(?=k?$)/, '');
  return figure.unit === '' ? number : figureText({ ...figure, number });
}
