/** The past in memory: the same machine, sampled at any time. Never part of the product. */
import { AppError } from '../../src-main/contracts/errors.ts';
import type { HistoryRange, HistoryStatus, historyContract } from '../../src-main/contracts/history.ts';
import type { Implementation } from '../../src-main/contracts/kit/define.ts';
import { partsOfSeries, seriesId, visitFigures } from '../../src-main/contracts/metrics.ts';
import type { MonitorFrame } from '../../src-main/contracts/monitor.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const tiers = [
  { tier: 'second', stepMs: 1000, keepMs: 15 * minuteMs },
  { tier: 'minute', stepMs: minuteMs, keepMs: 7 * dayMs },
  { tier: 'quarter', stepMs: 15 * minuteMs, keepMs: 366 * dayMs },
] as const;

export interface FakeHistoryOptions {
  readonly frameAt: (atMs: number) => MonitorFrame;
  /** How far back anything was kept. */
  readonly sinceMs?: number;
  readonly throwIfAsked: () => void;
  readonly delayMs?: number;
}

export interface FakeHistory {
  readonly implementation: Implementation<typeof historyContract>;
  /** Inputs of `range`, in order. */
  readonly asked: () => readonly {
    readonly series: readonly string[];
    readonly fromMs: number;
    readonly toMs: number;
    readonly points: number;
  }[];
}

/** The machine was off on the third last night, for ten hours. */
function wasOff(atMs: number, nowMs: number): boolean {
  const ago = nowMs - atMs;
  return ago > 2.4 * dayMs && ago < 2.8 * dayMs;
}

/** Busier by day than by night, so that a week looks like one. */
function dayFactor(atMs: number): number {
  return 0.65 + 0.35 * Math.sin((atMs / dayMs) * 2 * Math.PI - 2);
}

export function createFakeHistory(options: FakeHistoryOptions): FakeHistory {
  const { frameAt, throwIfAsked, delayMs = 0 } = options;
  const sinceMs = options.sinceMs ?? Date.now() - 300 * dayMs;
  const asked: Parameters<Implementation<typeof historyContract>['range']>[0][] = [];
  let cleared = sinceMs;

  function figures(atMs: number): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    visitFigures(frameAt(atMs), (metric, instance, value) => {
      if (value !== null) found.set(seriesId(metric.id, instance), metric.unit === 'percent' ? value * dayFactor(atMs) : value);
    });
    return found;
  }

  function status(): HistoryStatus {
    return {
      tiers: tiers.map((tier) => ({ ...tier, oldestAt: Math.max(cleared, Date.now() - tier.keepMs) })),
      seriesCount: figures(Date.now()).size,
      diskBytes: 38_400_000,
      maxBytes: 512_000_000,
      file: '/home/ada/.local/state/hecate/history.db',
      writing: true,
      problem: null,
    };
  }

  function range(input: Parameters<Implementation<typeof historyContract>['range']>[0]): HistoryRange {
    const now = Date.now();
    const unknown = input.series.find((id) => partsOfSeries(id).metric === 'unknown');
    if (unknown !== undefined) throw new AppError('history.unknownSeries', 'there is no such series', { details: { series: unknown } });
    const tier = tiers.find(({ keepMs }) => input.fromMs >= now - keepMs - minuteMs) ?? tiers[2];
    const span = Math.max(tier.stepMs, input.toMs - input.fromMs);
    const stepMs = tier.stepMs * Math.max(1, Math.ceil(span / tier.stepMs / input.points));
    const fromMs = Math.floor(input.fromMs / stepMs) * stepMs;
    const count = Math.min(input.points, Math.ceil((input.toMs - fromMs) / stepMs));
    const steps = Array.from({ length: count }, (_, index) => {
      const at = fromMs + (index + 0.5) * stepMs;
      return at < cleared || at > now || wasOff(at, now) ? undefined : figures(at);
    });
    const spread = Math.min(0.6, Math.log10(stepMs / 1000) / 8);
    return {
      tier: tier.tier,
      fromMs,
      stepMs,
      count,
      series: input.series.map((id) => {
        const mean = steps.map((step) => step?.get(id) ?? null);
        const top = partsOfSeries(id).metric.endsWith('Percent') ? 100 : Number.POSITIVE_INFINITY;
        return {
          id,
          mean,
          min: mean.map((value) => (value === null ? null : value * (1 - spread))),
          max: mean.map((value) => (value === null ? null : Math.min(top, value * (1 + spread)))),
        };
      }),
    };
  }

  return {
    asked: () => asked,
    implementation: {
      series: () => {
        throwIfAsked();
        const now = Date.now();
        return {
          series: [...figures(now).keys()].map((id) => ({ id, ...partsOfSeries(id), firstAt: cleared, lastAt: now })),
        };
      },
      range: async (input) => {
        asked.push(input);
        throwIfAsked();
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
        return range(input);
      },
      status: () => status(),
      clear: () => {
        cleared = Date.now();
        return status();
      },
    },
  };
}
