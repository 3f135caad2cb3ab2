/** Benchmarks in memory: runs that move when they are told to, and results that are kept. Never part of the product. */
import type { benchmarkContract, ComparedMetric, Regression, RunInput, RunProgress } from '../../src-main/contracts/benchmark.ts';
import type { BenchmarkRun, GateMark, RunSummary } from '../../src-main/contracts/benchmarkResult.ts';
import { AppError } from '../../src-main/contracts/errors.ts';
import type { Implementation } from '../../src-main/contracts/kit/define.ts';
import { comparisonOf, conditionsNow, fakeRun, fakeTests, samplesAround, summaryOf } from './benchmarkRecords.ts';

const dayMs = 86_400_000;

export interface FakeBenchmarks {
  readonly implementation: Implementation<typeof benchmarkContract>;
  /** What `run` was asked for. */
  readonly asked: () => readonly RunInput[];
  /** Events of a run that somebody else started. */
  report(progress: Partial<RunProgress>): void;
  /** The run that goes on ends and is kept. */
  end(): void;
  setMarks(marks: readonly GateMark[]): void;
  setRegressions(regressions: readonly Regression[]): void;
  setRuns(runs: readonly BenchmarkRun[]): void;
  readonly removed: () => readonly string[];
}

export function pastRuns(now: number): readonly BenchmarkRun[] {
  const runs: readonly (readonly [days: number, factor: number, kernel: string])[] = [
    [1, 0.93, '6.12.48'],
    [9, 1.004, '6.12.41'],
    [40, 0.998, '6.12.41'],
    [75, 1, '6.12.37'],
  ];
  return runs.map(([days, factor, kernel], index) =>
    fakeRun({ id: `run-${String(index + 1)}`, startedAt: new Date(now - days * dayMs).toISOString(), factor, kernel }),
  );
}

export interface FakeBenchmarksOptions {
  readonly throwIfAsked: () => void;
  readonly runs?: readonly BenchmarkRun[];
}

export function createFakeBenchmarks({ throwIfAsked, runs: first = [] }: FakeBenchmarksOptions): FakeBenchmarks {
  const listeners = new Set<(payload: { progress: RunProgress | null; newestId: string | null }) => void>();
  const asked: RunInput[] = [];
  const removed: string[] = [];
  let runs = first;
  let marks: readonly GateMark[] = [];
  let regressions: readonly Regression[] = [];
  let reference: string | null = null;
  let finish: ((run: BenchmarkRun) => void) | undefined;
  let progress: RunProgress | null = null;

  function find(id: string | null): BenchmarkRun {
    const found = id === null ? runs[0] : runs.find((run) => run.id === id);
    if (found !== undefined) return found;
    throw new AppError('benchmark.notFound', 'there is no such run', { details: { id: id ?? '' } });
  }
  function referenceRun(): BenchmarkRun | undefined {
    return runs.find((run) => run.id === reference) ?? runs.at(-1);
  }
  /** From the kept figures, so that they fit together. */
  function scoreOf(run: BenchmarkRun) {
    const base = referenceRun();
    const tested = (one: BenchmarkRun): number => one.tests[0]?.metrics[0]?.summary?.median ?? 1;
    if (base === undefined || base.id === run.id) return null;
    const total = (100 * tested(run)) / tested(base);
    const parts = [
      { area: 'cpu' as const, score: total, metrics: 1 },
      { area: 'memory' as const, score: total, metrics: 2 },
    ];
    return { referenceRunId: base.id, total, parts, missing: [] };
  }
  function summary(run: BenchmarkRun): RunSummary {
    const count = (state: string): number => run.tests.filter((test) => test.state === state).length;
    return {
      id: run.id,
      title: run.title,
      group: run.group,
      state: run.state,
      origin: run.origin,
      machine: run.machine,
      startedAt: run.startedAt,
      seconds: run.endedAt === null ? null : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000,
      kernel: run.environment?.kernel.status === 'ok' ? run.environment.kernel.value : null,
      measured: count('measured'),
      skipped: count('skipped'),
      failed: count('failed'),
      warnings: run.marks.length,
      reference: referenceRun()?.id === run.id,
      score: scoreOf(run)?.total ?? null,
    };
  }
  function tell(): void {
    for (const listener of [...listeners]) listener({ progress, newestId: runs[0]?.id ?? null });
  }
  function report(change: Partial<RunProgress>): void {
    progress = {
      runId: 'live-1',
      message: 'Encryption (1 of 2)',
      done: 0,
      total: 2,
      phase: 'measuring',
      testId: 'cpu.crypto',
      ...(progress ?? {}),
      metricId: null,
      value: null,
      unit: null,
      summary: null,
      leftSeconds: null,
      conditions: null,
      ...change,
    };
    tell();
  }
  function kept(over: Partial<BenchmarkRun> = {}): BenchmarkRun {
    const run = {
      ...fakeRun({ id: progress?.runId ?? 'live-1', startedAt: new Date().toISOString() }),
      title: 'Quick run',
      group: 'quick' as const,
      ...over,
    };
    runs = [run, ...runs.filter((one) => one.id !== run.id)];
    progress = null;
    return run;
  }
  function compared(base: BenchmarkRun, other: BenchmarkRun): ComparedMetric[] {
    return base.tests.flatMap((test) =>
      test.metrics.map((metric): ComparedMetric => {
        const there = other.tests.find((one) => one.testId === test.testId)?.metrics.find((one) => one.id === metric.id)?.summary ?? null;
        const here = metric.summary;
        const change = here === null || there === null ? null : (there.median / here.median - 1) * 100;
        const worth = change === null ? null : metric.direction === 'higher' ? change : -change;
        const verdict = worth === null || Math.abs(worth) < 1 ? 'noDifference' : worth > 0 ? 'better' : 'worse';
        return {
          testId: test.testId,
          metricId: metric.id,
          title: `${test.title}: ${metric.title}`,
          unit: metric.unit,
          direction: metric.direction,
          headline: metric.headline,
          base: here,
          other: there,
          comparison: change === null ? null : comparisonOf(change, { verdict }),
          why: change === null ? 'Only one of the two measured it.' : null,
        };
      }),
    );
  }
  function differences(base: BenchmarkRun, other: BenchmarkRun): { what: string; base: string; other: string }[] {
    const [from, to] = [summary(base).kernel ?? 'not known', summary(other).kernel ?? 'not known'];
    return from === to ? [] : [{ what: 'Kernel', base: from, other: to }];
  }

  const implementation: Implementation<typeof benchmarkContract> = {
    tests: () => {
      throwIfAsked();
      return { tests: [...fakeTests] };
    },
    gate: () => ({ marks: [...marks], conditions: conditionsNow() }),
    run: (input, { signal }) => {
      throwIfAsked();
      asked.push(input);
      report({});
      return new Promise((resolve, reject) => {
        finish = resolve;
        signal.addEventListener('abort', () => {
          progress = null;
          tell();
          reject(new AppError('cancelled', 'the run was cancelled', { details: {} }));
        });
      });
    },
    list: () => {
      throwIfAsked();
      return { runs: runs.map(summary), problems: [] };
    },
    show: ({ id }) => {
      throwIfAsked();
      if (id !== null && id === progress?.runId)
        return {
          run: { ...fakeRun({ id, startedAt: new Date().toISOString() }), state: 'running', tests: [] },
          score: null,
          reference: false,
        };
      const run = find(id);
      return { run, score: scoreOf(run), reference: referenceRun()?.id === run.id };
    },
    compare: ({ baseId, otherId }) => {
      throwIfAsked();
      const [base, other] = [find(baseId), find(otherId)];
      return {
        base: summary(base),
        other: summary(other),
        differences: differences(base, other),
        metrics: compared(base, other),
        score: null,
      };
    },
    trend: ({ testId, metricId }) => {
      throwIfAsked();
      const points = [...runs].reverse().flatMap((run) => {
        const found = run.tests.find((test) => test.testId === testId)?.metrics.find((metric) => metric.id === metricId)?.summary;
        if (found == null) return [];
        const { median, low, high } = found;
        return [{ runId: run.id, at: run.startedAt, median, low, high, kernel: summary(run).kernel, warnings: run.marks.length }];
      });
      return { points };
    },
    regressions: () => ({ regressions: [...regressions] }),
    setReference: ({ id }) => {
      throwIfAsked();
      reference = id;
      return { referenceRunId: id };
    },
    remove: ({ id }) => {
      throwIfAsked();
      find(id);
      runs = runs.filter((run) => run.id !== id);
      removed.push(id);
      return { removed: id };
    },
    report: ({ id, compareWith, format }) => {
      throwIfAsked();
      const run = find(id);
      const name = compareWith === null ? run.id : `${compareWith}-${run.id}`;
      return { fileName: `hecate-${name}.${format}`, mediaType: 'text/plain', text: JSON.stringify(run, null, 2) };
    },
    share: ({ id }) => {
      throwIfAsked();
      const run = { ...find(id), machine: '5f2d0c' };
      const removedParts = [
        { what: 'Name of the machine', count: 3 },
        { what: 'Notes', count: 1 },
      ];
      return { fileName: 'hecate-share.json', text: JSON.stringify(run, null, 2), removed: removedParts };
    },
    import: ({ text, fileName }) => {
      throwIfAsked();
      if (!text.startsWith('{')) {
        const issues = [{ field: 'schema', problem: 'must be hecate.benchmark.run' }];
        throw new AppError('benchmark.invalid', `${fileName} is no share file`, { details: { issues } });
      }
      const run: BenchmarkRun = {
        ...fakeRun({ id: 'imported-1', startedAt: new Date().toISOString(), factor: 0.8 }),
        title: 'Shared run',
        origin: 'imported',
        originDetail: fileName,
        machine: '9c41aa',
      };
      runs = [run, ...runs];
      return summary(run);
    },
    changed: (listener) => {
      listeners.add(listener);
      if (progress !== null) listener({ progress, newestId: null });
      return () => listeners.delete(listener);
    },
  };

  return {
    implementation,
    asked: () => asked,
    report,
    end: () => {
      const run = kept();
      finish?.(run);
      finish = undefined;
      tell();
    },
    setMarks: (next) => {
      marks = next;
    },
    setRegressions: (next) => {
      regressions = next;
    },
    setRuns: (next) => {
      runs = next;
    },
    removed: () => removed,
  };
}

/** Reports of a test that is measured, one after the other. */
export function sampleReports(count: number): readonly Partial<RunProgress>[] {
  const samples = samplesAround(48_200, 0.01, count, 5);
  return samples.map((value, index) => ({
    metricId: 'aes',
    unit: 'MB/s',
    value,
    summary: summaryOf(samples.slice(0, index + 1)),
    conditions: index % 4 === 0 ? conditionsNow(55 + index / 3) : null,
  }));
}
