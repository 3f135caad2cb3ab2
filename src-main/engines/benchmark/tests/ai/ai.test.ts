import { describe, expect, it } from 'vitest';
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../../../host/fake/fakeHost.ts';
import type { BenchmarkTest, TestContext } from '../../suite/test.ts';
import { aiTests } from './index.ts';
import { onnxMetrics, providerName } from './onnx.ts';
import { choosePython } from './python.ts';

interface Request {
  readonly op: string;
  readonly test?: string;
  readonly cases?: readonly Readonly<Record<string, string>>[];
}
type Script = (request: Request) => unknown;

const python = '/home/me/env/bin/python';

function context(
  scripts: Readonly<Record<string, Script | string>>,
  chosen: string | null = python,
): TestContext & { readonly host: FakeHost } {
  const answerOf: NonNullable<FakeHostOptions['commands']>[string] = (args, options) => {
    const script = scripts[args.at(-1)?.split('/').at(-1) ?? ''];
    if (script === undefined) return { exitCode: 2, stderr: "can't open file" };
    if (typeof script === 'string') return { exitCode: 1, stdout: `${JSON.stringify({ kind: 'failed', why: script })}\n` };
    return `${JSON.stringify({ kind: 'answer', ...(script(JSON.parse(options.stdin ?? '') as Request) as object) })}\n`;
  };
  return {
    host: createFakeHost({ commands: { setpriv: { exitCode: 1 }, [python]: answerOf, python3: { exitCode: null, failure: 'notFound' } } }),
    inventory: {} as never, // none of these tests looks at it
    scratch: { open: () => Promise.reject(new Error('these tests write nothing')) },
    programs: { kernels: null, graphics: null, mlFolder: '/product/ml' },
    parameters: { folder: null, peer: null, python: chosen },
    signal: new AbortController().signal,
  };
}

function test(id: string): BenchmarkTest {
  const found = aiTests.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no test ${id}`);
  return found;
}

const modules = (torch: string | null, onnxruntime: string | null) => (): unknown => ({
  python: '3.12.3',
  modules: { torch, onnxruntime, numpy: '2.4.6' },
});

const devices = [
  { id: 'cpu', kind: 'cpu', name: 'x86_64', formats: ['float32', 'bfloat16'] },
  { id: 'cuda:0', kind: 'cuda', name: 'NVIDIA H100', formats: ['float32', 'tf32', 'bfloat16', 'float16'] },
];

function torch(found: readonly unknown[]): Script {
  return ({ op, cases }) =>
    op === 'describe'
      ? { environment: { torch: '2.9.0', threads: 16 }, devices: found }
      : { results: cases?.map((one) => ({ ...one, values: { rate: 7, prefill: 9, decode: 3 }, size: 1 })) };
}

describe('whether the tests can run', () => {
  it('is asked of Python once for all of them, without loading a framework', async () => {
    const asked = context({ 'modules.py': modules('2.9.0', null) });
    const states = await Promise.all(aiTests.map((one) => one.availability(asked)));
    expect(states.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'ready', 'missing']);
    expect(states[4]).toMatchObject({
      why: expect.stringContaining('onnxruntime') as string,
      howToGet: expect.stringContaining('pip install') as string,
    });
    expect(asked.host.ran.filter(({ program }) => program === python)).toHaveLength(1);
  });

  it('is no without Python, and with one that is none', async () => {
    const none = await test('ai.torch.matmul').availability(context({}, null));
    expect(none).toMatchObject({ state: 'missing', why: expect.stringContaining('python3 cannot be started') as string });
    const wrong = context({}, '/usr/bin/rm');
    expect(await test('ai.onnx').availability(wrong)).toMatchObject({ state: 'missing' });
    expect(wrong.host.ran.some(({ program, args }) => program.includes('rm') || args.includes('/usr/bin/rm'))).toBe(false);
  });
});

describe('the Python that may be run', () => {
  it.each(['python3', 'python', '/usr/bin/python3.13', '/home/me/my env/bin/python'])('is %s', (program) => {
    expect(choosePython(program)).toEqual({ ok: true, program });
  });
  it.each(['', 'sh', './python3', '../python', '/bin/python3;ls', '/usr/bin/perl', '-c', '/a\0/python3'])('is not %j', (program) => {
    expect(choosePython(program).ok).toBe(false);
  });
});

describe('tests with PyTorch', () => {
  it('measure every format of every device; what a device is built for counts', async () => {
    const prepared = await test('ai.torch.matmul').prepare(context({ 'torch_run.py': torch(devices) }));
    expect(prepared.metrics.filter(({ headline }) => headline).map(({ id }) => id)).toEqual(['cpu.float32', 'cuda0.bfloat16']);
    expect(prepared.metrics).toHaveLength(6);
    expect(prepared.label).toBeNull();
    expect(prepared.parameters).toMatchObject({ torch: '2.9.0', threads: 16, cuda0: 'NVIDIA H100 (cuda)' });
    const { values } = await prepared.round(new AbortController().signal);
    expect(Object.keys(values)).toEqual(prepared.metrics.map(({ id }) => id));
  });

  it('keep reading and writing of a language model apart', async () => {
    const prepared = await test('ai.torch.transformer').prepare(context({ 'torch_run.py': torch(devices.slice(0, 1)) }));
    expect(prepared.label).toBe('on the processor, no accelerator');
    expect((await prepared.round(new AbortController().signal)).values).toEqual({ 'cpu.prefill': 9, 'cpu.decode': 3 });
  });

  it('fail in the script’s own words', async () => {
    const broken = context({ 'torch_run.py': 'OSError: libcudart.so.12: cannot open shared object file' });
    await expect(test('ai.torch.conv').prepare(broken)).rejects.toMatchObject({
      code: 'proof.measureFailed',
      message: 'PyTorch: OSError: libcudart.so.12: cannot open shared object file',
    });
  });

  it('name the field when the chosen Python is none', async () => {
    await expect(test('ai.torch.conv').prepare(context({}, 'bash'))).rejects.toMatchObject({
      code: 'usage',
      details: { field: 'parameters.python' },
    });
  });

  it('say beforehand what every machine will have', () => {
    expect(aiTests.map(({ id, metrics }) => [id, metrics.map((metric) => metric.id)])).toEqual([
      ['ai.torch.matmul', ['cpu.float32']],
      ['ai.torch.conv', ['cpu.float32']],
      ['ai.torch.transformer', ['cpu.prefill', 'cpu.decode']],
      ['ai.torch.training', ['cpu.steps']],
      ['ai.onnx', ['cpu.dense', 'cpu.convolution', 'cpu.attention']],
    ]);
  });
});

describe('the test with ONNX Runtime', () => {
  const onnx =
    (providers: readonly unknown[]): Script =>
    ({ op, cases }) =>
      op === 'describe'
        ? { environment: { onnxruntime: '1.30.0', numpy: '2.4.6' }, providers }
        : { results: cases?.map((one) => ({ ...one, values: { rate: 5 }, size: 1 })) };

  it('measures the providers that work and says why others do not', async () => {
    const providers = [
      { name: 'CUDAExecutionProvider', problem: null },
      { name: 'TensorrtExecutionProvider', problem: 'libnvinfer.so.10: cannot open shared object file' },
      { name: 'CPUExecutionProvider', problem: null },
    ];
    const prepared = await test('ai.onnx').prepare(context({ 'onnx_run.py': onnx(providers) }));
    expect(prepared.metrics.map(({ id }) => id.split('.')[0])).toEqual(['cuda', 'cuda', 'cuda', 'cpu', 'cpu', 'cpu']);
    expect(prepared.parameters['TensorrtExecutionProvider']).toContain('libnvinfer');
    expect(prepared.label).toBeNull();
    expect((await prepared.round(new AbortController().signal)).values['cuda.dense']).toBe(5);
  });

  it('is unavailable when no provider works', async () => {
    const none = context({ 'onnx_run.py': onnx([{ name: 'CPUExecutionProvider', problem: 'illegal instruction' }]) });
    await expect(test('ai.onnx').prepare(none)).rejects.toMatchObject({ code: 'benchmark.unavailable' });
  });

  it('has short names for providers', () => {
    expect(providerName('OpenVINOExecutionProvider')).toBe('openvino');
    expect(onnxMetrics(['CUDAExecutionProvider']).some(({ metric }) => metric.headline)).toBe(false);
  });
});
