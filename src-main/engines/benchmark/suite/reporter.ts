/** Progress of a run: what is new since the last report, at most ten times a second. */
import type { RunProgress } from '../../../contracts/benchmark.ts';
import type { Conditions } from '../../../contracts/benchmarkResult.ts';
import type { SampleSummary } from '../../../contracts/statistics.ts';
import type { HostClock } from '../../../host/port.ts';
import { type Estimate, secondsLeft } from './estimate.ts';

const atMostEveryMs = 100;

export interface ProgressReporter {
  update(change: Partial<Pick<RunProgress, 'message' | 'done' | 'phase' | 'testId'> & { readonly estimate: Estimate }>): void;
  sample(metric: { readonly id: string; readonly unit: string }, value: number, summary: () => SampleSummary | null): void;
  conditions(conditions: Conditions): void;
  /** Sends what is left, and nothing after it. */
  end(): void;
}

interface News {
  metricId: string | null;
  value: number | null;
  unit: string | null;
  summary: (() => SampleSummary | null) | null;
  conditions: Conditions | null;
}

export const noNews = { metricId: null, value: null, unit: null, summary: null, conditions: null } as const satisfies News;

export function createProgressReporter(
  clock: HostClock,
  start: Pick<RunProgress, 'runId' | 'message' | 'total'>,
  send: (progress: RunProgress) => void,
): ProgressReporter {
  let state: Pick<RunProgress, 'runId' | 'message' | 'total' | 'done' | 'phase' | 'testId'> = {
    ...start,
    done: 0,
    phase: 'checking',
    testId: null,
  };
  let estimate: Estimate | null = null;
  let news: News = noNews;
  let sentAtMs = Number.NEGATIVE_INFINITY;
  const ended = new AbortController();
  let waiting = false;
  let unsent = false;

  function sendNow(): void {
    unsent = false;
    sentAtMs = clock.monotonicMs();
    const { metricId, value, unit, summary, conditions } = news;
    news = noNews;
    const leftSeconds = estimate === null ? null : secondsLeft(estimate, sentAtMs);
    send({ ...state, metricId, value, unit, summary: summary?.() ?? null, leftSeconds, conditions });
  }

  function changed(): void {
    if (ended.signal.aborted) return;
    unsent = true;
    const dueInMs = sentAtMs + atMostEveryMs - clock.monotonicMs();
    if (dueInMs <= 0) {
      sendNow();
      return;
    }
    if (waiting) return;
    waiting = true;
    clock.sleep(dueInMs, ended.signal).then(
      () => {
        waiting = false;
        if (unsent && !ended.signal.aborted) sendNow();
      },
      () => undefined, // a sleep never rejects
    );
  }

  return {
    update({ estimate: expected, ...change }) {
      state = { ...state, ...change };
      estimate = expected ?? estimate;
      changed();
    },
    sample(metric, value, summary) {
      news = { ...news, metricId: metric.id, value, unit: metric.unit, summary };
      changed();
    },
    conditions(conditions) {
      news = { ...news, conditions };
      changed();
    },
    end() {
      if (ended.signal.aborted) return;
      if (unsent) sendNow();
      ended.abort();
    },
  };
}
