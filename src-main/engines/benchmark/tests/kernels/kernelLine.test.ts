import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKernelLine } from './kernelLine.ts';

const line = {
  schema: 'hecate.kernels',
  version: 1,
  kernel: 'chase',
  threads: 1,
  checks: 2,
  values: { nanoseconds: 1.5 },
  points: [[4096, 1.5]],
};

describe('answer of hecate-kernels', () => {
  it('is read with everything that is in it', () => {
    expect(parseKernelLine(`${JSON.stringify({ ...line, engine: 'ignored' })}\n`, 'chase')).toEqual(line);
  });

  it.each([
    ['', /not understood/],
    ['null', /not understood/],
    [JSON.stringify({ ...line, version: 2 }), /version/],
    [JSON.stringify({ ...line, values: { nanoseconds: '1' } }), /values\.nanoseconds/],
    [JSON.stringify({ ...line, points: [[1]] }), /points/],
    [JSON.stringify(line) + JSON.stringify(line), /not understood/],
    [JSON.stringify({ ...line, kernel: 'walk' }), /of the kernel walk, not chase/],
    [' '.repeat(10) + 'x'.repeat(70_000), /too long/],
  ])('that is another one is refused: %.30s', (text, problem) => {
    expect(parseKernelLine(text, 'chase')).toMatch(problem);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify({ ...line, values: value })),
        ),
        (text) => {
          expect(['string', 'object']).toContain(typeof parseKernelLine(text, 'chase'));
        },
      ),
    );
  });
});
