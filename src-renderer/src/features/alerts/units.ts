/** Limits and durations in units that a person thinks in. Pure, and exact both ways: what is shown is what is stored. */
import type { MetricUnit } from '../../../../src-main/contracts/metrics.ts';

export interface ScaledUnit {
  readonly label: string;
  readonly factor: number;
}

const kibibyte = 1024;
const single = (label: string): readonly ScaledUnit[] => [{ label, factor: 1 }];

/** Smallest first. */
const limitUnits: Readonly<Record<MetricUnit, readonly ScaledUnit[]>> = {
  percent: single('%'),
  bytes: [
    { label: 'B', factor: 1 },
    { label: 'KiB', factor: kibibyte },
    { label: 'MiB', factor: kibibyte ** 2 },
    { label: 'GiB', factor: kibibyte ** 3 },
    { label: 'TiB', factor: kibibyte ** 4 },
  ],
  bytesPerSecond: [
    { label: 'B/s', factor: 1 },
    { label: 'kB/s', factor: 1e3 },
    { label: 'MB/s', factor: 1e6 },
    { label: 'GB/s', factor: 1e9 },
  ],
  perSecond: single('per second'),
  count: single(''),
  ms: single('ms'),
  celsius: single('°C'),
  watt: single('W'),
  MHz: single('MHz'),
  rpm: single('rpm'),
  load: single(''),
};

export function unitsOfLimit(unit: MetricUnit): readonly ScaledUnit[] {
  return limitUnits[unit];
}

export const durationUnits: readonly ScaledUnit[] = [
  { label: 'seconds', factor: 1 },
  { label: 'minutes', factor: 60 },
  { label: 'hours', factor: 3_600 },
  { label: 'days', factor: 86_400 },
];

/** A number in a field with its unit; an empty text is no number. */
export interface Amount {
  readonly amount: number | '';
  readonly unit: string;
}

/** Three decimals are as much as anybody types; more would be a rounded figure that is not the stored one. */
function isShort(value: number): boolean {
  return Math.round(value * 1000) / 1000 === value;
}

/** The largest unit that shows the value without rounding and not as a fraction. */
export function amountOf(value: number, units: readonly ScaledUnit[]): Amount {
  const fitting = units.filter(
    ({ factor }) => factor === 1 || (Math.abs(value) >= factor && isShort(value / factor) && (value / factor) * factor === value),
  );
  const chosen = fitting.at(-1) ?? units[0];
  return chosen === undefined ? { amount: value, unit: '' } : { amount: value / chosen.factor, unit: chosen.label };
}

/** NaN when there is no number in the field. */
export function valueIn({ amount, unit }: Amount, units: readonly ScaledUnit[]): number {
  if (amount === '') return Number.NaN;
  return amount * (units.find((one) => one.label === unit)?.factor ?? 1);
}
