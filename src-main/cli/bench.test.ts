import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { benchmarkContract, type RunInput } from '../contracts/benchmark.ts';
import type { BenchmarkRun } from '../contracts/benchmarkResult.ts';
import { AppError } from '../contracts/errors.ts';
import type { Implementation } from '../contracts/kit/define.ts';
import type { Service } from '../contracts/kit/serve.ts';
import { type ProofInput, type ProofReport, proofContract } from '../contracts/proof.ts';
import { exitCodes } from './exitCodes.ts';
import { run } from './run.ts';
import { createFakeConsole, type FakeConsoleOptions } from './testSupport/fakeConsole.ts';
import { createFakeSession, fakeService } from './testSupport/fakeSession.ts';

const folder = mkdtempSync(join(tmpdir(), 'hecate-bench-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function hecate(words: readonly string[], services: readonly Service[], options: FakeConsoleOptions = {}) {
  const console = createFakeConsole(options);
  const session = createFakeSession(services);
  const signal = new AbortController().signal;
  const code = await run(words, { console, version: '1.2.3', signal, openSession: () => Promise.resolve(session) });
  return { code, output: console.output(), errors: console.errors() };
}

const bench = (members: Partial<Implementation<typeof benchmarkContract>>): Service => fakeService(benchmarkContract, members);
const proof = (members: Partial<Implementation<typeof proofContract>>): Service => fakeService(proofContract, members);

const at = '2026-01-02T03:04:05.000Z';
/** Made up, with figures that no machine has. */
const artificial: BenchmarkRun = {
  schema: 'hecate.benchmark.run',
  version: 1,
  suiteVersion: 1,
  id: 'run-artificial',
  title: 'Artificial\u001b[31m run',
  group: 'quick',
  state: 'finished',
  note: null,
  origin: 'measured',
  originDetail: null,
  machine: 'artificial',
  startedAt: at,
  endedAt: at,
  targetPercent: 1,
  environment: null,
  marks: [],
  tests: [
    {
      testId: 'a.b',
      testVersion: 1,
      title: 'Parrots',
      area: 'cpu',
      state: 'skipped',
      why: 'parrots are missing',
      label: null,
      method: 'none',
      tool: null,
      parameters: {},
      metrics: [],
      series: [],
      marks: [],
      before: null,
      after: null,
      startedAt: at,
      seconds: 0,
    },
  ],
};

describe('bench run', () => {
  async function inputOf(words: readonly string[]): Promise<RunInput> {
    let seen: RunInput | undefined;
    const service = bench({
      run: (input) => {
        seen = input;
        return Promise.resolve(artificial);
      },
      show: () => ({ run: artificial, score: null }),
    });
    const { code } = await hecate(['bench', 'run', ...words], [service]);
    expect(code).toBe(exitCodes.ok);
    if (seen === undefined) throw new Error('nothing was run');
    return seen;
  }

  it('measures the quick group, or what is asked for', async () => {
    expect(await inputOf([])).toMatchObject({ group: 'quick', tests: null, wait: true, force: false, targetPercent: 1 });
    expect(
      await inputOf(['a.b', 'c.d', '--target', '2.5', '--max-seconds', '30', '--no-wait', '--force', '--note', 'new fan']),
    ).toMatchObject({ tests: ['a.b', 'c.d'], targetPercent: 2.5, maxSeconds: 30, wait: false, force: true, note: 'new fan' });
  });

  it.each([
    [['--target', '0'], '--target'],
    [['--target', 'NaN'], '--target'],
    [['a', '--group', 'quick'], '--group'],
    [['--group', 'slow'], '--group'],
    [['--peer', '-x'], '--peer'],
    [['--temperature-limit', '90'], '--temperature-limit'],
  ])('%j is wrong and names %s', async (words, field) => {
    const { code, errors } = await hecate(['bench', 'run', ...words], []);
    expect(code).toBe(exitCodes.usage);
    expect(errors).toContain(field);
  });

  it('says why a test was not measured, what is kept, and shows hostile titles harmlessly', async () => {
    const cancelled: BenchmarkRun = { ...artificial, state: 'cancelled' };
    const service = bench({ run: () => Promise.resolve(cancelled), show: () => ({ run: cancelled, score: null }) });
    const { code, output, errors } = await hecate(['bench', 'run'], [service]);
    expect(code).toBe(exitCodes.refused);
    expect(output).toContain('parrots are missing');
    expect(output).not.toContain('\u001b');
    expect(errors).toContain('run-artificial');
  });

  it('says what makes the machine unfit', async () => {
    const service = bench({
      run: () =>
        Promise.reject(new AppError('benchmark.notReady', 'the machine is not fit', { details: { marks: ['a parrot is asleep'] } })),
    });
    const { code, errors } = await hecate(['bench', 'run'], [service]);
    expect(code).toBe(exitCodes.failed);
    expect(errors).toContain('a parrot is asleep');
  });
});

describe('bench files', () => {
  it('prints exactly the share file, and lists what was taken out beside it', async () => {
    const service = bench({ share: () => ({ fileName: 'x.json', text: '{"a":1}\n', removed: [{ what: 'host name', count: 2 }] }) });
    const { code, output, errors } = await hecate(['bench', 'share'], [service]);
    expect([code, output]).toEqual([exitCodes.ok, '{"a":1}\n']);
    expect(errors).toContain('host name (2)');
  });

  it('writes a report to a file and replaces one only when it is told to', async () => {
    const file = join(folder, 'report.html');
    const service = bench({ report: ({ format }) => ({ fileName: 'r', mediaType: 'text/html', text: format }) });
    const words = ['bench', 'report', '--format', 'html', '-o', file];
    expect((await hecate(words, [service])).code).toBe(exitCodes.ok);
    expect(readFileSync(file, 'utf8')).toBe('html');
    const again = await hecate(words, [service]);
    expect(again.code).toBe(exitCodes.usage);
    expect(again.errors).toContain('--output');
    expect((await hecate([...words, '--force'], [service])).code).toBe(exitCodes.ok);
  });

  it('names the wrong field of an import', async () => {
    const issues = [{ field: 'tests[0].unit', problem: 'too long' }];
    const service = bench({ import: () => Promise.reject(new AppError('benchmark.invalid', 'no', { details: { issues } })) });
    const { code, errors } = await hecate(['bench', 'import', '-'], [service], { input: '{}' });
    expect(code).toBe(exitCodes.usage);
    expect(errors).toContain('tests[0].unit: too long');
  });

  it('asks before it removes a run', async () => {
    const service = bench({ show: () => ({ run: artificial, score: null }), remove: ({ id }) => ({ removed: id }) });
    expect((await hecate(['bench', 'remove', 'x'], [service], { terminal: true, lines: ['n'] })).code).toBe(exitCodes.refused);
    expect((await hecate(['bench', 'remove', 'x', '--yes'], [service])).output).toContain('x is removed');
  });
});

it('bench regressions ends with 3 when there are some', async () => {
  const comparison = {
    verdict: 'worse' as const,
    changePercent: -9,
    lowPercent: -10,
    highPercent: -8,
    pValue: 0.001,
    effectSize: -1,
    baseCount: 9,
    otherCount: 9,
    detectablePercent: 2,
  };
  const one = {
    testId: 'a.b',
    metricId: 'c',
    title: 'Parrots',
    unit: '1/s',
    changed: 'kernel 1 to 2',
    baseRunId: 'x',
    otherRunId: 'y',
    comparison,
  };
  const found = await hecate(['bench', 'regressions'], [bench({ regressions: () => ({ regressions: [one] }) })]);
  expect(found.code).toBe(exitCodes.difference);
  expect(found.output).toContain('kernel 1 to 2');
  expect((await hecate(['bench', 'regressions'], [bench({ regressions: () => ({ regressions: [] }) })])).code).toBe(exitCodes.ok);
});

describe('tune prove', () => {
  const reportFor = (input: ProofInput, best: ProofReport['best']): ProofReport => ({
    schema: 'hecate.proof',
    version: 1,
    id: 'proof-1',
    title: 'Artificial',
    state: 'finished',
    input,
    goalTitle: 'Parrots',
    unit: '1/s',
    direction: 'higher',
    startedAt: at,
    endedAt: at,
    seconds: 1,
    environment: null,
    before: null,
    after: null,
    marks: [],
    trials: [],
    skipped: [],
    best,
    kept: null,
    machineState: 'stock',
    machineStateDetail: 'read back',
    story: ['Nothing was shown to help.'],
  });

  async function inputOf(words: readonly string[]): Promise<ProofInput> {
    let seen: ProofInput | undefined;
    const service = proof({
      prove: (input) => {
        seen = input;
        return Promise.resolve(reportFor(input, null));
      },
    });
    const { code, output } = await hecate(['tune', 'prove', '--yes', ...words], [service]);
    expect(code).toBe(exitCodes.difference);
    expect(output).toContain('Nothing was shown to help');
    if (seen === undefined) throw new Error('nothing was proved');
    return seen;
  }

  it('takes a command of any words after --, also ones that look like options of its own', async () => {
    const { goal, subject } = await inputOf([
      '--knob',
      'a.b=1,2',
      '--metric',
      '([0-9]+) x',
      '--direction',
      'higher',
      '--unit',
      'x',
      '--',
      'prog',
      '--json',
      '-y',
      '--',
    ]);
    expect(goal).toMatchObject({ kind: 'command', command: ['prog', '--json', '-y', '--'], measure: { kind: 'printed', unit: 'x' } });
    expect(subject).toEqual({ kind: 'knob', knobId: 'a.b', values: ['1', '2'] });
  });

  it('takes a test, a profile and a search', async () => {
    expect(await inputOf(['--test', 'a.b:c', '--profile', 'server', '--min-gain', '2', '--guard', '7.5'])).toMatchObject({
      goal: { kind: 'test', testId: 'a.b', metricId: 'c' },
      subject: { kind: 'profile', profileId: 'server' },
      minGainPercent: 2,
      guardPercent: 7.5,
      keep: false,
    });
    expect((await inputOf(['--test', 'a.b', '--search'])).subject).toEqual({ kind: 'search', knobIds: null });
    expect((await inputOf(['--test', 'a.b', '--knobs', 'x,y'])).subject).toEqual({ kind: 'search', knobIds: ['x', 'y'] });
  });

  it.each([
    [['--knob', 'a'], '--test'],
    [['--test', 'a'], '--knob'],
    [['--test', 'a', '--knob', 'b', '--search'], '--knob'],
    [['--test', 'a', '--knob', 'b', '--', 'prog'], '--test'],
    [['--test', 'a', '--knob', 'b', '--metric', 'wall'], '--metric'],
    [['--knob', 'b', '--metric', '([0-9])', '--', 'prog'], '--direction'],
    [['--knob', 'b', 'prog'], 'COMMAND'],
    [['--test', 'a', '--knob', 'b', '--max-seconds', '20'], '--max-seconds'],
  ])('%j is wrong and names %s', async (words, field) => {
    const { code, errors } = await hecate(['tune', 'prove', '--yes', ...words], []);
    expect(code).toBe(exitCodes.usage);
    expect(errors).toContain(field);
  });

  it('says what will change and that stock comes back, and does nothing when told no', async () => {
    const { code, errors } = await hecate(['tune', 'prove', '--test', 'a', '--knob', 'b'], [proof({})], { terminal: true, lines: ['n'] });
    expect(code).toBe(exitCodes.refused);
    expect(errors).toContain('put stock back');
    expect(errors).toContain('Nothing was changed.');
  });
});
