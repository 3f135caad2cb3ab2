/** One figure for a run, against another one. Pure. */
import type { BenchmarkArea, RunSummary, Score } from '../../../contracts/benchmarkResult.ts';
import type { DigestMetric, RunDigest } from './digest.ts';
import { geometricMean } from './statistics/index.ts';

/**
 * 100 is the reference. Each area is the geometric mean of its headline metrics, and the total that of the areas, so that
 * an area with many tests does not drown the others. A metric counts when both have an interval for it: a figure of which
 * nobody knows how sure it is would be as heavy as the others. null when nothing counts, and for a run beside itself.
 */
export function scoreOf(run: RunDigest, reference: RunDigest): Score | null {
  if (run.id === reference.id || run.suiteVersion !== reference.suiteVersion) return null;
  const ours = byKey(run);
  const theirs = byKey(reference);
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  const missing: string[] = [];
  const ratios = new Map<BenchmarkArea, number[]>();
  for (const key of keys) {
    const mine = ours.get(key);
    const reference = theirs.get(key);
    const ratio = mine === undefined || reference === undefined ? undefined : ratioOf(mine, reference);
    if (mine === undefined || ratio === undefined) missing.push(nameOf(mine ?? reference));
    else ratios.set(mine.area, [...(ratios.get(mine.area) ?? []), ratio]);
  }
  const parts = [...ratios].map(([area, values]) => ({ area, score: percent(values), metrics: values.length }));
  if (parts.length === 0) return null;
  return { referenceRunId: reference.id, total: percent([...ratios.values()].map(geometricMean)), parts, missing: [...new Set(missing)] };
}

/** What a run is beside the reference: that run itself, better or worse by so much, or nothing that can be told. */
export type Standing = Score | 'reference' | null;

/** Burn-ins measure a machine that is hot on purpose. */
export function standingOf(run: RunDigest, reference: RunDigest | null): Standing {
  if (reference === null || run.group === 'stress') return null;
  return run.id === reference.id ? 'reference' : scoreOf(run, reference);
}

export function scoreIn(standing: Standing): Score | null {
  return standing === 'reference' ? null : standing;
}

/**
 * The run that scores are relative to: the chosen one while it is there, else the oldest that can stand for this machine.
 * A whole group comes before tests that were named one by one, with which later runs would share next to nothing.
 */
export function referenceFor(runs: readonly RunDigest[], chosenId: string | null, machine: string, suiteVersion: number): RunDigest | null {
  const chosen = runs.find(({ id }) => id === chosenId);
  if (chosen !== undefined) return chosen;
  const own = runs.filter((run) => isComparable(run, machine, suiteVersion) && run.state === 'finished');
  return oldestOf(own.filter(({ group }) => group !== null)) ?? oldestOf(own);
}

function oldestOf(runs: readonly RunDigest[]): RunDigest | null {
  return runs.reduce<RunDigest | null>((oldest, run) => (oldest === null || run.startedAt < oldest.startedAt ? run : oldest), null);
}

/** Measured here, with the same suite. Burn-ins measure a machine that is hot on purpose. */
export function isComparable(run: RunDigest, machine: string, suiteVersion: number): boolean {
  return run.origin === 'measured' && run.machine === machine && run.suiteVersion === suiteVersion && run.group !== 'stress';
}

/** A line of the list. */
export function summaryOf(run: RunDigest, reference: RunDigest | null): RunSummary {
  const { id, title, group, state, origin, machine, startedAt, seconds, kernel, measured, skipped, failed, warnings } = run;
  return {
    ...{ id, title, group, state, origin, machine, startedAt, seconds, kernel, measured, skipped, failed, warnings },
    reference: id === reference?.id,
    score: scoreIn(standingOf(run, reference))?.total ?? null,
  };
}

/** A changed test is another test. */
export function metricKey(metric: Pick<DigestMetric, 'testId' | 'testVersion' | 'metricId'>): string {
  return `${metric.testId} ${String(metric.testVersion)} ${metric.metricId}`;
}

function byKey(run: RunDigest): ReadonlyMap<string, DigestMetric> {
  return new Map(run.metrics.filter(({ headline }) => headline).map((metric) => [metricKey(metric), metric]));
}

/** Further digits would say more than any measurement. */
function percent(ratios: readonly number[]): number {
  return Math.round(geometricMean(ratios) * 10_000) / 100;
}

/** Above 1 is better; undefined where a ratio says nothing. */
function ratioOf(mine: DigestMetric, reference: DigestMetric): number | undefined {
  if (mine.low === null || reference.low === null || mine.label !== reference.label) return undefined;
  if (mine.median <= 0 || reference.median <= 0 || mine.direction !== reference.direction) return undefined;
  return mine.direction === 'higher' ? mine.median / reference.median : reference.median / mine.median;
}

function nameOf(metric: DigestMetric | undefined): string {
  return metric === undefined ? '' : `${metric.testId}.${metric.metricId}`;
}
