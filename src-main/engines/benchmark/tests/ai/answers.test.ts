import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerSchemas, parseAnswer } from './answers.ts';

/** As printed with PyTorch 2.13 on a processor; the second as it would be on a machine with a graphics card. */
const onProcessor = `{"kind": "answer", "environment": {"torch": "2.13.0+cpu", "python": "3.11.7", "threads": 2, "interopThreads": 2}, "devices": [{"id": "cpu", "kind": "cpu", "name": "x86_64", "formats": ["float32", "bfloat16"]}]}\n`;
const onCard = `{"kind": "answer", "environment": {"torch": "2.9.0", "python": "3.12.3", "threads": 16, "interopThreads": 16, "cuda": "12.8", "cudnn": "91002"}, "devices": [{"id": "cpu", "kind": "cpu", "name": "x86_64", "formats": ["float32"]}, {"id": "cuda:0", "kind": "cuda", "name": "NVIDIA H100 80GB HBM3", "formats": ["float32", "tf32", "bfloat16", "float16"]}]}\n`;
const results = `{"kind": "answer", "results": [{"device": "cpu", "format": "float32", "values": {"prefill": 288.25, "decode": 13.68}, "size": 21097472, "repeats": 3, "callsPerRepeat": 1, "warmUpCalls": 2}]}\n`;

describe('answers of the Python scripts', () => {
  it('describe devices', () => {
    expect(parseAnswer(onProcessor, answerSchemas.torchDescription)).toMatchObject({ ok: true, value: { environment: { threads: 2 } } });
    const card = parseAnswer(onCard, answerSchemas.torchDescription);
    expect(card.ok && card.value.devices.map(({ id, formats }) => [id, formats.length])).toEqual([
      ['cpu', 1],
      ['cuda:0', 4],
    ]);
  });

  it('are the last line', () => {
    const parsed = parseAnswer(`a framework says hello\n${results}`, answerSchemas.torchResults);
    expect(parsed.ok && parsed.value.results[0]?.values).toEqual({ prefill: 288.25, decode: 13.68 });
  });

  it('say why there are none', () => {
    const failed = '{"kind": "failed", "why": "ModuleNotFoundError: No module named \'torch\'"}\n';
    expect(parseAnswer(failed, answerSchemas.torchResults)).toEqual({ ok: false, why: "ModuleNotFoundError: No module named 'torch'" });
  });

  it.each([
    ['', 'no answer'],
    ['Traceback (most recent call last)', 'no JSON'],
    ['{"kind":"answer","results":[{"device":"cpu","format":"float32","values":{"rate":0},"size":1}]}', 'results.0.values.rate'],
    ['{"kind":"answer","results":[{"device":"cpu","format":"float64","values":{},"size":1}]}', 'results.0.format'],
    [' '.repeat(300_000), 'more than'],
  ])('that are wrong are named: %.60s', (output, problem) => {
    const parsed = parseAnswer(output, answerSchemas.torchResults);
    expect(parsed.ok ? '' : parsed.why).toContain(problem);
  });

  it('take no device that is not one', () => {
    const hostile = onProcessor.replace('"id": "cpu"', '"id": "cpu; rm"');
    expect(parseAnswer(hostile, answerSchemas.torchDescription)).toMatchObject({ ok: false });
  });

  it('never throw and never give a figure that is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (output) => {
        const parsed = parseAnswer(output, answerSchemas.torchResults);
        expect(parsed.ok).toBe(false);
      }),
    );
  });
});
