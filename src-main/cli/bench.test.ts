import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { benchmarkContract, type Regression, type RunInput, type RunProgress } from '../contracts/benchmark.ts';
import type { BenchmarkRun, Score } from '../contracts/benchmarkResult.ts';
import { AppError } from '../contracts/errors.ts';
import { hardwareContract } from '../contracts/hardware.ts';
import type { Implementation } from '../contracts/kit/define.ts';
import type { Service } from '../contracts/kit/serve.ts';
import { exitCodes } from './exitCodes.ts';
import { fakeService } from './testSupport/fakeSession.ts';
import { hecate } from './testSupport/hecate.ts';

const folder = mkdtempSync(join(tmpdir(), 'hecate-bench-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bench = (members: Partial<Implementation<typeof benchmarkContract>>): Service =>
  fakeService(benchmarkContract, { regressions: () => ({ regressions: [] }), ...members });

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
      show: () => ({ run: artificial, score: null, reference: false }),
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
    const service = bench({ run: () => Promise.resolve(cancelled), show: () => ({ run: cancelled, score: null, reference: false }) });
    const { code, output, errors } = await hecate(['bench', 'run'], [service]);
    expect(code).toBe(exitCodes.refused);
    expect(output).toContain('parrots are missing');
    expect(output).not.toContain('\u001b');
    expect(errors).toContain('run-artificial');
  });

  it('shows a run that could not be kept', async () => {
    const gone = new AppError('benchmark.notFound', 'There is no run.', { details: { id: artificial.id } });
    const service = bench({ run: () => Promise.resolve(artificial), show: () => Promise.reject(gone) });
    const { code, output } = await hecate(['bench', 'run'], [service]);
    expect(code).toBe(exitCodes.ok);
    expect(output).toContain('parrots are missing');
  });

  it('says from the first report on how long it still takes', async () => {
    const progress: RunProgress = {
      ...{ runId: 'a', message: 'Parrots (1 of 2)', done: 0, total: 2, phase: 'measuring', testId: 'a.b', metricId: null },
      ...{ value: null, unit: null, summary: null, leftSeconds: 42, conditions: null },
    };
    const service = bench({
      run: (_input, { report }) => {
        report(progress);
        return Promise.resolve(artificial);
      },
      show: () => ({ run: artificial, score: null, reference: false }),
    });
    const { errors } = await hecate(['bench', 'run'], [service], { terminal: true });
    expect(errors).toContain('Parrots (1 of 2) · about 42 s left');
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
    const service = bench({ show: () => ({ run: artificial, score: null, reference: false }), remove: ({ id }) => ({ removed: id }) });
    expect((await hecate(['bench', 'remove', 'x'], [service], { terminal: true, lines: ['n'] })).code).toBe(exitCodes.refused);
    expect((await hecate(['bench', 'remove', 'x', '--yes'], [service])).output).toContain('x is removed');
    const damaged = new AppError('benchmark.invalid', 'damaged', { details: { issues: [{ field: 'x.json', problem: 'no JSON' }] } });
    const unreadable = bench({ show: () => Promise.reject(damaged), remove: ({ id }) => ({ removed: id }) });
    expect((await hecate(['bench', 'remove', 'x', '--yes'], [unreadable])).output).toContain('x is removed');
  });
});

const gotWorse: Regression = {
  testId: 'a.b',
  metricId: 'c',
  title: 'Parrots',
  unit: '1/s',
  changed: 'kernel 1 to 2',
  baseRunId: 'x',
  otherRunId: artificial.id,
  comparison: {
    verdict: 'worse',
    changePercent: -9,
    lowPercent: -10,
    highPercent: -8,
    pValue: 0.001,
    effectSize: -1,
    baseCount: 9,
    otherCount: 9,
    detectablePercent: 2,
  },
};

describe('what got worse', () => {
  const some = { regressions: () => ({ regressions: [gotWorse] }) };

  it('makes bench regressions end with 3', async () => {
    const found = await hecate(['bench', 'regressions'], [bench(some)]);
    expect(found.code).toBe(exitCodes.difference);
    expect(found.output).toContain('kernel 1 to 2');
    expect((await hecate(['bench', 'regressions'], [bench({})])).code).toBe(exitCodes.ok);
  });

  it('is told to whoever measures, and by doctor, without being asked for', async () => {
    const measured = { run: () => Promise.resolve(artificial), show: () => ({ run: artificial, score: null, reference: false }) };
    const said = (await hecate(['bench', 'run'], [bench({ ...measured, ...some })])).errors;
    expect(said).toContain('1 figure got worse since kernel 1 to 2. hecate bench regressions shows them.');
    const earlier = { regressions: () => ({ regressions: [{ ...gotWorse, otherRunId: 'another' }] }) };
    expect((await hecate(['bench', 'run'], [bench({ ...measured, ...earlier })])).errors).not.toContain('got worse');
    const hardware = fakeService(hardwareContract, { doctor: () => Promise.resolve({ capabilities: [] }) });
    expect((await hecate(['doctor'], [hardware, bench(some)])).output).toContain('Changed      kernel 1 to 2');
    expect((await hecate(['doctor'], [hardware, bench({})])).output).not.toContain('worse');
    const json = JSON.parse((await hecate(['doctor', '--json'], [hardware, bench(some)])).output) as object;
    expect(json).toEqual({ capabilities: [], regressions: [gotWorse] });
  });
});

describe('a run and the reference', () => {
  const score = {
    referenceRunId: 'run-old',
    total: 103.2,
    parts: [{ area: 'cpu' as const, score: 103.2, metrics: 1 }],
    missing: ['a.b.c'],
  };
  const shown = async (standing: { score: Score | null; reference: boolean }) =>
    (await hecate(['bench', 'show'], [bench({ show: () => ({ run: artificial, ...standing }) })])).output;

  it('has a score with what it leaves out, none, or is the reference itself', async () => {
    expect(await shown({ score, reference: false })).toMatch(/Score 103\.2 \(cpu 103\.2\); 100 is run-old\n.*interval for it: a\.b\.c\./);
    expect(await shown({ score: null, reference: true })).toContain('This is the reference run');
    expect(await shown({ score: null, reference: false })).not.toMatch(/Score|reference/);
  });
});
