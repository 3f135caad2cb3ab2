import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBlock, decodeRow, encodeBlock, encodeRow, newStepRow, rowBytes } from './codec.ts';
import { mergeStep, newColumns, type StepColumns } from './columns.ts';

const single = fc.float({ noNaN: true, noDefaultInfinity: true });
const step = fc.record({ count: fc.nat(65_535), figures: fc.tuple(single, single, single) });

function columnsOf(steps: readonly { readonly count: number; readonly figures: readonly number[] }[]): StepColumns {
  const columns = newColumns(steps.length);
  for (const [at, { count, figures }] of steps.entries()) {
    const [min = 0, mean = 0, max = 0] = [...figures].sort((a, b) => a - b);
    if (count > 0) mergeStep(columns, at, count, min, mean, max);
  }
  return columns;
}

describe('blocks', () => {
  it('come back as they were, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), (steps) => {
        const columns = columnsOf(steps);
        expect(decodeBlock(encodeBlock(columns), steps.length)).toEqual(columns);
      }),
      { numRuns: 300 },
    );
  });

  it('of another length, damaged or hostile, are undefined and nothing is thrown', () => {
    const good = encodeBlock(columnsOf([{ count: 60, figures: [1, 2, 3] }]));
    expect(decodeBlock(good, 2)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(good);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        const read = decodeBlock(damaged, 1);
        // Some bits have no meaning for reading (RFC 1950, FLEVEL; RFC 1951, the end of the last byte).
        if (read !== undefined) expect(read).toEqual(decodeBlock(good, 1));
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => decodeBlock(bytes, 120) === undefined));
  });

  it('of a figure that does not change take a few bytes', () => {
    const columns = columnsOf(Array.from({ length: 120 }, () => ({ count: 60, figures: [42.5, 42.5, 42.5] })));
    expect(encodeBlock(columns).length).toBeLessThan(60);
  });
});

describe('rows of one minute', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 1, max: 65_535 }), fc.tuple(single, single, single))),
        (entries) => {
          const row = newStepRow(entries.length, new ArrayBuffer(rowBytes(entries.length) + 100));
          for (const [at, [number, count, figures]] of entries.entries()) {
            const [min = 0, mean = 0, max = 0] = [...figures].sort((a, b) => a - b);
            if (max - min === Number.POSITIVE_INFINITY) return;
            row.numbers[at] = number;
            row.counts[at] = count;
            row.min[at] = min;
            row.mean[at] = mean;
            row.max[at] = max;
          }
          expect(decodeRow(encodeRow(row), 4000)).toEqual(row);
        },
      ),
    );
  });

  it('that cannot be are undefined: too many series, half a series, no samples, a mean outside of its limits', () => {
    const row = newStepRow(2, new ArrayBuffer(rowBytes(2)));
    row.counts.fill(1);
    const good = encodeRow(row);
    expect(decodeRow(good, 2)).toBeDefined();
    expect(decodeRow(good, 1)).toBeUndefined();
    expect(decodeRow(good.subarray(0, 35), 2)).toBeUndefined();
    row.mean[1] = 1;
    expect(decodeRow(encodeRow(row), 2)).toBeUndefined();
    row.mean[1] = Number.NaN;
    expect(decodeRow(encodeRow(row), 2)).toBeUndefined();
    row.mean[1] = 0;
    row.counts[0] = 0;
    expect(decodeRow(encodeRow(row), 2)).toBeUndefined();
  });
});
