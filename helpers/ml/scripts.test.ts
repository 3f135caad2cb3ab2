/** What the Python scripts do by themselves. With a Python that has the frameworks, every test is run on them too: HECATE_TEST_PYTHON names it. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const python = process.env['HECATE_TEST_PYTHON'] ?? 'python3';
const hasPython = spawnSync(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;

function run(
  script: string,
  input: string,
  timeout = 15_000,
): { readonly code: number | null; readonly out: string; readonly errors: string } {
  const done = spawnSync(python, ['-B', path.join(folder, script)], { input, encoding: 'utf8', timeout });
  return { code: done.status, out: done.stdout, errors: done.stderr };
}

interface Result {
  readonly values: Readonly<Record<string, number>>;
  readonly firstLoss?: number;
  readonly lastLoss?: number;
}

function answer(
  script: string,
  request: unknown,
  timeout?: number,
): Record<string, unknown> & { readonly kind: string; readonly why?: string } {
  const { out, errors } = run(script, JSON.stringify(request), timeout);
  expect(out.trimEnd().split('\n'), errors).toHaveLength(1);
  return JSON.parse(out) as Record<string, unknown> & { readonly kind: string; readonly why?: string };
}

function has(...modules: string[]): boolean {
  if (!hasPython) return false;
  const found = answer('modules.py', { modules })['modules'] as Record<string, string | null>;
  return modules.every((name) => found[name] !== null);
}

const hasTorch = has('torch');
const hasOnnx = has('onnxruntime', 'numpy');
if (!hasPython) console.log(`scripts of helpers/ml are not run: no ${python} of version 3.8 or newer`);
if (!hasTorch) console.log(`tests with PyTorch are not run: ${python} has no torch (HECATE_TEST_PYTHON names another Python)`);
if (!hasOnnx) console.log(`tests with ONNX Runtime are not run: ${python} has no onnxruntime (HECATE_TEST_PYTHON names another Python)`);

describe.skipIf(!hasPython)('the Python scripts', () => {
  it('are all valid Python', () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.py'));
    expect(names.length).toBeGreaterThan(8);
    const check = 'import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name, encoding="utf-8").read(), name, feature_version=(3, 8))';
    const done = spawnSync(python, ['-c', check, ...names.map((name) => path.join(folder, name))], { encoding: 'utf8' });
    expect(done.stderr).toBe('');
  });

  it('find modules and their versions without loading them', () => {
    const found = answer('modules.py', { modules: ['json', 'no_such_module_here'] });
    expect(found).toMatchObject({ kind: 'answer', modules: { json: '', no_such_module_here: null } });
    expect(answer('modules.py', { modules: ['a.b; c'] })).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('module names') as string,
    });
  });

  it.each([
    ['torch_run.py', 'nonsense', 'no JSON'],
    ['torch_run.py', '[1]', 'JSON object'],
    ['torch_run.py', '{"op":"remove"}', 'op must be one of describe, measure'],
    ['torch_run.py', '{"op":"measure","test":"all"}', 'test must be one of matmul'],
    ['torch_run.py', '{"op":"measure","test":"conv","seconds":-1}', 'seconds must be'],
    ['torch_run.py', '{"op":"measure","test":"conv","seconds":true}', 'seconds must be'],
    ['torch_run.py', '{"op":"measure","test":"conv","seconds":1,"cases":[]}', 'cases must be'],
    ['torch_run.py', '{"op":"measure","test":"conv","seconds":1,"cases":[{"device":"cpu"}]}', 'cases[0].format'],
    ['onnx_run.py', '{"op":"measure","seconds":1,"cases":[{"provider":1,"model":"dense"}]}', 'cases[0].provider'],
    ['onnx_run.py', `"${'x'.repeat(2 ** 20)}"`, 'longer than 1 MiB'],
  ])('%s names what is wrong, request %#', (script, input, problem) => {
    const { code, out } = run(script, input);
    expect(code).toBe(2);
    expect((JSON.parse(out) as { why: string }).why).toContain(problem);
  });

  it('write ONNX models that can be taken apart again', () => {
    const { out, errors } = run('testSupport/encoder_check.py', '');
    expect(errors).toBe('');
    expect(JSON.parse(out)).toEqual({
      version: 8,
      operators: 13,
      operator: 'Conv',
      inputs: ['x', 'w'],
      pads: [1, 1],
      axis: -1,
      alpha: 0.5,
      weights: [1.5, -2],
      weightShape: [2, 1],
      inputShape: [300, 1],
      problems: ['number must fit in 64 bits', 'w has 4 bytes, its shape needs 8', 'the message is cut off'],
    });
  });
});

describe.skipIf(!hasTorch)('with PyTorch', () => {
  const timeout = 120_000;
  const measure = (test: string, device = 'cpu', format = 'float32'): ReturnType<typeof answer> =>
    answer('torch_run.py', { op: 'measure', test, cases: [{ device, format }], seconds: 0.05 }, timeout);

  it('devices are described', { timeout }, () => {
    const described = answer('torch_run.py', { op: 'describe' }, timeout);
    expect(described).toMatchObject({
      kind: 'answer',
      environment: { torch: expect.any(String) as string, threads: expect.any(Number) as number },
    });
    expect((described['devices'] as { id: string }[])[0]).toMatchObject({ id: 'cpu', kind: 'cpu' });
  });

  it.each(['matmul', 'conv', 'transformer', 'training'])('%s gives figures', { timeout }, (test) => {
    const measured = measure(test);
    expect(measured.kind, measured.why).toBe('answer');
    const [result] = measured['results'] as Result[];
    for (const value of Object.values(result!.values)) expect(value).toBeGreaterThan(0);
    if (test === 'transformer') expect(Object.keys(result!.values)).toEqual(['prefill', 'decode']);
    if (test === 'training') expect(result!.lastLoss).toBeLessThan(result!.firstLoss!);
  });

  it('a wrong product or a wrong word fails', { timeout }, () => {
    const code = `import sys; sys.path.insert(0, sys.argv[1])
import torch, torch_matmul, torch_transformer
from hecate_protocol import Failure
def fails(check):
    try:
        check()
    except Failure:
        return True
    return False
left, right = torch.randn(64, 64), torch.randn(64, 64)
right_one = left @ right
wrong = right_one.clone()
wrong[0, 0] = float("nan")
scores = torch.linspace(-1, 1, 9)
print(fails(lambda: torch_matmul.check(left, right, right_one, "float32")),
      fails(lambda: torch_matmul.check(left, right, right_one.T, "bfloat16")),
      fails(lambda: torch_matmul.check(left, right, wrong, "float32")),
      fails(lambda: torch_transformer.check(scores, scores, "float32")),
      fails(lambda: torch_transformer.check(scores, scores.flip(0), "bfloat16")))`;
    const done = spawnSync(python, ['-B', '-c', code, folder], { encoding: 'utf8', timeout });
    expect(done.stdout.trim(), done.stderr).toBe('False True True False True');
  });

  it('a device or format that is not there is named', { timeout }, () => {
    expect(measure('matmul', 'cuda:77').why).toContain('device cuda:77 cannot be used');
    expect(measure('matmul', 'cpu', 'float8').why).toContain('format must be one of float32');
  });
});

describe.skipIf(!hasOnnx)('with ONNX Runtime', () => {
  const timeout = 60_000;

  it('every model gives a figure, and numpy agrees with its result', { timeout }, () => {
    const described = answer('onnx_run.py', { op: 'describe' }, timeout);
    expect(described['providers']).toContainEqual({ name: 'CPUExecutionProvider', problem: null });
    const cases = ['dense', 'convolution', 'attention'].map((model) => ({ provider: 'CPUExecutionProvider', model }));
    const measured = answer('onnx_run.py', { op: 'measure', cases, seconds: 0.05 }, timeout);
    expect(measured.kind, measured.why).toBe('answer');
    for (const { values } of measured['results'] as Result[]) expect(values['rate']).toBeGreaterThan(0);
  });

  it('a provider that is not there does not silently become the processor', { timeout }, () => {
    const measured = answer(
      'onnx_run.py',
      { op: 'measure', cases: [{ provider: 'NoSuchExecutionProvider', model: 'dense' }], seconds: 0.05 },
      timeout,
    );
    expect(measured.kind).toBe('failed');
  });
});
