import { expect, it } from 'vitest';
import { valueWithUnit } from './valueText.ts';

it.each([
  ['10', null, '10'],
  ['10', '', '10'],
  ['4096', 'KiB', '4096\u00a0KiB'],
  ['268435456', 'bytes', '256\u00a0MiB'],
  ['0', 'bytes', '0\u00a0bytes'],
  ['0 (10 % of memory)', 'bytes', '0 (10 % of memory)'],
])('%s with unit %s is read as %s', (value, unit, text) => {
  expect(valueWithUnit(value, unit)).toBe(text);
});
