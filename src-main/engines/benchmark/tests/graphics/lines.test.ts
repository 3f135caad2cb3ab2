import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGraphicsLines } from './lines.ts';

/** As printed by Electron 41.3 on a machine without a graphics card, with what Chromium says between. */
const described = `[2043:1123/202511.577748:ERROR:ui/gl/angle_platform_impl.cc:47] Display.cpp:1097 (initialize): Could not open the default X display.
{"kind":"runtime","electron":"41.3.0","chrome":"146.0.7680.188"}
{"kind":"adapters","adapters":[{"choice":"highPerformance","vendor":"google","architecture":"swiftshader","device":"0xc0de","description":"SwiftShader Device (Subzero)","software":true,"halfPrecision":false,"timestamps":true,"limits":{"maxBufferSize":1073741824,"maxStorageBufferBindingSize":1073741824,"maxComputeWorkgroupStorageSize":32768,"maxComputeInvocationsPerWorkgroup":256}}]}
`;
const measured = `{"kind":"runtime","electron":"41.3.0","chrome":"146.0.7680.188"}
{"kind":"figures","figures":{"kernel":"matmulF32","value":1.0825,"size":256,"checked":256,"submissions":6,"dispatchesPerSubmission":3,"timing":"timestampQuery"}}
{"kind":"figures","figures":{"kernel":"copy","value":2.8225,"size":33554432,"checked":3072,"submissions":6,"dispatchesPerSubmission":4,"timing":"timestampQuery"}}
`;

describe('lines of the graphics kernels', () => {
  it('are read between whatever Chromium says', () => {
    const answer = parseGraphicsLines(described);
    expect(answer).toMatchObject({ version: 'Electron 41.3.0, Chrome 146.0.7680.188', failed: null, broken: null });
    expect(answer.adapters).toHaveLength(1);
    expect(answer.adapters[0]).toMatchObject({ architecture: 'swiftshader', software: true, timestamps: true });
  });

  it('have a figure for each kernel', () => {
    expect(parseGraphicsLines(measured).figures.map(({ kernel, value }) => [kernel, value])).toEqual([
      ['matmulF32', 1.0825],
      ['copy', 2.8225],
    ]);
  });

  it('say why it failed', () => {
    const answer = parseGraphicsLines('{"kind":"failed","why":"matmulF32: wrong result: \\u001b[31melement 0,0"}\n');
    expect(answer.failed).toBe('matmulF32: wrong result:  [31melement 0,0');
  });

  it.each([
    ['{"kind":"figures","figures":{"kernel":"matmulF32","value":-1}}', 'figures.value'],
    ['{"kind":"figures"', 'no JSON'],
    ['{"kind":"other"}', 'kind'],
    [`{"kind":"failed","why":"${'x'.repeat(20_000)}"}`, 'too long'],
  ])('that are wrong are named: %s', (line, problem) => {
    expect(parseGraphicsLines(line).broken).toContain(problem);
  });

  it('never throw, whatever a driver or a page puts there', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json(), fc.constant(measured.split('\n')[1] ?? ''))), (lines) => {
        const answer = parseGraphicsLines(lines.join('\n'));
        for (const { value } of answer.figures) expect(value).toBeGreaterThan(0);
      }),
    );
  });
});
