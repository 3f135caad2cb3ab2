/** How the tests call the program, on machines that are written by hand. */
import { describe, expect, it } from 'vitest';
import { testInfo } from '../../../../contracts/benchmark.ts';
import { metricInfo } from '../../../../contracts/benchmarkResult.ts';
import { isAppError } from '../../../../contracts/errors.ts';
import { createFakeHost, type FakeHost } from '../../../../host/fake/fakeHost.ts';
import type { BenchmarkTest, RoundResult } from '../../suite/test.ts';
import { kernelTests } from './index.ts';
import { countCpus, nodePairs } from './numa.ts';
import { fakeProgram, kernelContext, type ProcessorFacts, processor } from './testSupport/kernelContext.ts';

const meminfo = { '/proc/meminfo': 'MemTotal: 16000000 kB\nMemAvailable:   8000000 kB\n' };

const figures: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  integer: { rate: 60 },
  float: { f64: 20, f32: 40 },
  sort: { rate: 10 },
  chase: { nanoseconds: 100, hugePageShare: 0.25 },
  stream: { copy: 1, scale: 2, add: 3, triad: 4 },
  walk: { rate: 3, nanoseconds: 333, firstTouch: 2000, hugePageShare: 0.5 },
  wakeup: { p50: 50, p99: 60, p999: 70, maximum: 80, samples: 100, clock: 1 },
  processes: { rate: 1000, p50: 700, p99: 1200, ask: 40, samples: 500 },
  burn: { rate: 1000, errors: 3 },
};

/** Answers as the program does, whatever stands in front of it. */
function answer(args: readonly string[]): string {
  const own = args.slice(args.indexOf(fakeProgram.command) + 1);
  if (own[0] === '--version') return '0.1.0 (WebAssembly SIMD, V8 13.6)\n';
  const sizes = (own[own.indexOf('--bytes') + 1] ?? '').split(',').map(Number);
  const points = own[0] === 'chase' ? { points: sizes.map((bytes) => [bytes, bytes / 1000]) } : {};
  const kernel = own[0] ?? '';
  return JSON.stringify({ schema: 'hecate.kernels', version: 1, kernel, threads: 1, checks: 1, values: figures[kernel], ...points });
}

function machine(commands: Parameters<typeof createFakeHost>[0] = {}): FakeHost {
  const { files, ...rest } = commands;
  const missing = { exitCode: null, failure: 'notFound' as const };
  const scripts = {
    setpriv: missing,
    taskset: missing,
    numactl: missing,
    [fakeProgram.command]: (args: readonly string[]) => answer(args),
  };
  return createFakeHost({ ...rest, files: { ...meminfo, ...files }, commands: { ...scripts, ...rest.commands } });
}

function named(id: string): BenchmarkTest {
  const found = kernelTests.find((test) => test.id === id);
  if (found === undefined) throw new Error(`no test is called ${id}`);
  return found;
}

async function oneRound(
  id: string,
  host: FakeHost,
  facts: ProcessorFacts = {},
): Promise<RoundResult & { readonly ids: readonly string[] }> {
  const context = kernelContext(host, facts);
  const prepared = await named(id).prepare(context);
  const result = await prepared.round(context.signal);
  await prepared.dispose();
  return { ...result, ids: prepared.metrics.map((metric) => metric.id) };
}

function lastCall(host: FakeHost): string {
  const last = host.ran.at(-1);
  return [last?.program, ...(last?.args ?? [])].join(' ');
}

describe('tests of the kernels', () => {
  it('are what the contract says a test is', async () => {
    const ids = kernelTests.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const test of kernelTests) {
      const availability = await test.availability(kernelContext(machine()));
      const parsed = testInfo.safeParse({ ...test, metrics: [...test.metrics], groups: [...test.groups], availability });
      expect(parsed.error).toBeUndefined();
      expect(test.method.length).toBeLessThanOrEqual(1000);
    }
  });

  it('leave half a minute of a quick run to others', () => {
    const quick = kernelTests.filter(({ groups }) => groups.includes('quick'));
    expect(quick.length).toBeGreaterThan(4);
    expect(quick.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThanOrEqual(30);
  });

  it.each(kernelTests.map(({ id }) => id).filter((id) => id !== 'memory.numa'))('%s gives a value for each of its metrics', async (id) => {
    const { values, ids } = await oneRound(id, machine());
    expect(Object.keys(values).sort()).toEqual([...ids].sort());
  });

  it('start one thread for each processor where all of them are meant', async () => {
    const host = machine();
    await oneRound('cpu.integer.multi', host, { threads: 16 });
    expect(lastCall(host)).toBe(`${fakeProgram.command} integer --seconds 0.3 --threads 16`);
    await oneRound('cpu.integer.single', host, { threads: 16 });
    expect(lastCall(host)).toBe(`${fakeProgram.command} integer --seconds 0.3 --threads 1`);
  });

  it('stay on the large cores of a hybrid processor', async () => {
    const clusters = [
      ['performance', '0-11'],
      ['efficiency', '12-19'],
    ] as const;
    const host = machine({ commands: { taskset: (args) => (args[0] === '--version' ? 'taskset from util-linux' : answer(args)) } });
    const { values } = await oneRound('cpu.sort', host, { clusters });
    expect(values).toEqual({ rate: 10 });
    expect(lastCall(host)).toBe(`taskset --cpu-list 0-11 ${fakeProgram.command} sort --seconds 0.3 --threads 1`);
    const without = machine();
    await oneRound('cpu.sort', without, { clusters });
    expect(lastCall(without)).toMatch(new RegExp(`^${fakeProgram.command} sort`));
  });

  it('take the figure of each cache from its own size, and draw all of them', async () => {
    const { values, series } = await oneRound('memory.latency', machine());
    expect(values).toEqual({ l1: 16.384, l2: 184.32, l3: 2494.464, ram: 134217.728, hugePageShare: 25 });
    expect(series?.[0]?.points.length).toBeGreaterThan(20);
    const { ids } = await oneRound('memory.latency', machine(), { caches: null });
    expect(ids).toEqual(['ram', 'hugePageShare']);
  });

  it('pass on what the program says when it fails, also of a wrong result', async () => {
    const wrong = { exitCode: 1, stderr: 'hecate-kernels: the keys are not in order' };
    const host = machine({ commands: { [fakeProgram.command]: (args) => (args[0] === '--version' ? 'x' : wrong) } });
    const error = await oneRound('cpu.sort', host).catch((reason: unknown) => reason);
    expect(isAppError(error, 'proof.measureFailed')).toBe(true);
    expect(String(error)).toContain('the keys are not in order');
    const odd = machine({ commands: { [fakeProgram.command]: (args) => (args[0] === '--version' ? 'x' : '{}') } });
    expect(isAppError(await oneRound('cpu.sort', odd).catch((reason: unknown) => reason), 'proof.measureFailed')).toBe(true);
  });

  it('do not measure after they were disposed of', async () => {
    const host = machine();
    const context = kernelContext(host);
    const prepared = await named('cpu.sort').prepare(context);
    await prepared.dispose();
    await expect(prepared.round(context.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('what is missing', () => {
  it('is the program', async () => {
    const state = await named('cpu.sort').availability(kernelContext(machine(), {}, null));
    expect(state).toMatchObject({ state: 'missing', why: expect.stringContaining('hecate-kernels') as string });
    const error = await named('cpu.sort')
      .prepare(kernelContext(machine(), {}, null))
      .catch((reason: unknown) => reason);
    expect(isAppError(error, 'benchmark.unavailable')).toBe(true);
  });

  it('is a machine that can run anything', async () => {
    const state = await named('cpu.sort').availability(kernelContext(machine({ identity: { recorded: true } })));
    expect(state.state).toBe('absent');
  });

  it('is memory', async () => {
    const host = machine({ files: { '/proc/meminfo': 'MemAvailable:   900000 kB\n' } });
    const state = await named('memory.randomWalk').availability(kernelContext(host));
    expect(state).toMatchObject({ state: 'missing', why: 'It needs 512 MiB of memory, twice that has to be available, and 879 MiB are.' });
  });

  it('is the number of processors', async () => {
    expect((await named('cpu.integer.multi').availability(kernelContext(machine(), { threads: null }))).state).toBe('missing');
    expect((await named('cpu.integer.single').availability(kernelContext(machine(), { threads: null }))).state).toBe('ready');
  });
});

describe('memory.numa', () => {
  const nodes = [
    ['0-3', 2 ** 34],
    ['4-7', 2 ** 34],
    ['', 2 ** 36],
  ] as const;

  it('is absent on one node, and missing without numactl', async () => {
    const test = named('memory.numa');
    expect((await test.availability(kernelContext(machine()))).state).toBe('absent');
    expect(await test.availability(kernelContext(machine(), { nodes }))).toMatchObject({
      state: 'missing',
      howToGet: 'Install the package numactl.',
    });
    const refused = machine({ commands: { numactl: { exitCode: 1 } } });
    expect(await test.availability(kernelContext(refused, { nodes }))).toMatchObject({ why: 'numactl does not work here.' });
    expect((await test.availability(kernelContext(machine({ commands: { numactl: 'policy: default' } }), { nodes }))).state).toBe('ready');
  });

  it('measures from every node with processors to every node with memory', async () => {
    const host = machine({ commands: { numactl: (args) => answer(args) } });
    const { values, ids } = await oneRound('memory.numa', host, { nodes });
    expect(ids).toHaveLength(12);
    for (const id of ids) expect(metricInfo.shape.id.safeParse(id).success).toBe(true);
    expect(values).toMatchObject({ 'latency.0.2': 100, 'bandwidth.1.0': 4 });
    const calls = host.ran.filter(({ program }) => program === 'numactl').map(({ args }) => args.slice(0, 2).join(' '));
    expect(calls).toHaveLength(12);
    expect(calls).toContain('--cpunodebind=1 --membind=2');
    expect(lastCall(host)).toContain('stream --seconds 0.4 --bytes 134217728 --threads 4');
  });

  it('stays within what a result can hold', () => {
    const many = Array.from({ length: 32 }, (_, node) => [String(node), 2 ** 30] as const);
    expect(nodePairs(processor({ nodes: many }))).toHaveLength(100);
  });

  it('counts processors of a list', () => {
    expect(['0-7,16', '', '3', 'x', '5-2'].map(countCpus)).toEqual([9, 0, 1, 0, 0]);
  });
});
