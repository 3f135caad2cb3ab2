/** The history module: figures over time, by the second in memory, by the minute and the quarter of an hour on disk. */

import { setImmediate } from 'node:timers/promises';
import type { HistoryRange, HistorySeries, HistoryStatus } from '../../contracts/history.ts';
import { partsOfSeries } from '../../contracts/metrics.ts';
import type { MonitorClock } from '../clock.ts';
import { type MonitorModule, Refused, read } from '../module.ts';
import { createTurns } from '../turns.ts';
import { newColumns } from './columns.ts';
import type { OpenDatabase } from './file.ts';
import { Keeper } from './keeper.ts';
import { HistoryMemory, maxClosedBlocks, type TierMemory } from './memory.ts';
import { readRangeQuery } from './query.ts';
import { Buckets, planFor, type RangePlan, type RangeQuery, type TierReach } from './range.ts';
import type { HistoryStore, StoredSeries } from './store.ts';
import { blockMs, blockOf, leastSecondStepMs, secondKeepMs, stepOf } from './tiers.ts';

export interface HistoryOptions {
  /** Where history.db is kept; null for a recorded machine, whose figures are kept in memory only. */
  readonly folder: string | null;
  /** Most that the file may take with its log; looked at anew each minute. */
  readonly maxBytes: () => number;
  readonly intervalMs: () => number;
  readonly clock: Pick<MonitorClock, 'nowMs' | 'monotonicMs' | 'after'>;
  readonly complain: (text: string) => void;
  /** For tests: how SQLite is opened, and how many series there may be. */
  readonly openDatabase?: OpenDatabase;
  readonly maxSeries?: number;
}

/** A sample in memory. Differences of time are taken from `monotonicMs`: the wall clock may be set. */
export interface Sample {
  readonly at: number;
  readonly monotonicMs: number;
  readonly value: number;
}

export interface History extends MonitorModule {
  /** The last 15 minutes of a series in the order they were measured; empty for one that is unknown. */
  samples(series: string): readonly Sample[];
  seriesList(): readonly HistorySeries[];
  /** Throws `Refused` with history.unknownSeries. In slices, so that nobody waits for it. */
  range(query: RangeQuery): Promise<HistoryRange>;
  status(): HistoryStatus;
}

/** Late enough that the first clients were answered, and before the memory that start-up took is given back (main.ts). */
const openAfterMs = 1500;
/** Longest that a question may keep everybody else waiting. */
const sliceMs = 5;
/** Questions that are worked on at the same time, and that wait for it: each may cost 40 ms and several megabytes. */
const maxAnswering = 2;
const maxWaiting = 128;
/** Steps times series in one answer: below the 8 MiB that a client of the product takes as one message. */
const mostCells = 128_000;

export function createHistory(options: HistoryOptions): History {
  const { folder, clock } = options;
  const answering = createTurns(maxAnswering, maxWaiting);
  const memory: HistoryMemory = new HistoryMemory({
    intervalMs: options.intervalMs,
    onEvict: (slot, series) => {
      keeper.evict(slot, series);
    },
    ...(options.maxSeries === undefined ? {} : { maxSeries: options.maxSeries }),
  });
  const keeper: Keeper = new Keeper({
    folder,
    maxBytes: options.maxBytes,
    memory,
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    complain: options.complain,
    ...(options.openDatabase === undefined ? {} : { openDatabase: options.openDatabase }),
  });
  const cancelOpening = clock.after(openAfterMs, () => {
    keeper.open();
  });

  const secondStepMs = (): number => Math.max(leastSecondStepMs, Math.ceil(options.intervalMs() / 1000) * 1000);

  function storedReach(tier: TierMemory): TierReach {
    const inFile = keeper.read((store) => oldestInFile(store, tier));
    const inMemory = [tier.open, ...tier.closed].map((block) => block?.oldestAt);
    const going =
      tier.now.isEmpty && memory.minute.now.isEmpty ? undefined : tier.step === undefined ? undefined : tier.step * tier.tier.stepMs;
    const known = [inFile, going, ...inMemory].filter((at) => at !== undefined);
    return { tier: tier.tier.name, stepMs: tier.tier.stepMs, oldestAt: known.length === 0 ? undefined : Math.min(...known) };
  }

  function reaches(): readonly TierReach[] {
    const second: TierReach = { tier: 'second', stepMs: secondStepMs(), oldestAt: memory.ring.oldestAt };
    return [second, ...memory.tiers.map(storedReach)];
  }

  function seriesList(): readonly HistorySeries[] {
    keeper.open();
    const found = new Map<string, HistorySeries>();
    const add = (id: string, firstAt: number, lastAt: number): void => {
      const known = found.get(id);
      const { metric, instance } = partsOfSeries(id);
      const first = Math.min(firstAt, known?.firstAt ?? firstAt);
      found.set(id, { id, metric, instance, firstAt: first, lastAt: Math.max(lastAt, known?.lastAt ?? lastAt) });
    };
    for (const stored of keeper.read((store) => store.seriesList()) ?? []) add(stored.name, stored.firstAt, stored.lastAt);
    for (const [, { id, firstAt, lastAt }] of memory.series.entries()) add(id, firstAt, lastAt);
    const oldest = Math.min(...reaches().map(({ oldestAt }) => oldestAt ?? Number.POSITIVE_INFINITY));
    return [...found.values()].map((series) => ({ ...series, firstAt: Math.max(series.firstAt, Math.min(oldest, series.lastAt)) }));
  }

  function status(): HistoryStatus {
    keeper.open();
    const [second, minute, quarter] = reaches();
    const stored = [minute, quarter].map((reach, at) => ({ reach, memory: memory.tiers[at] }));
    const onlyMemory = folder === null || !keeper.isWriting;
    return {
      tiers: [
        { tier: 'second', stepMs: second?.stepMs ?? leastSecondStepMs, keepMs: secondKeepMs, oldestAt: second?.oldestAt ?? null },
        ...stored.flatMap(({ reach, memory: tier }) =>
          reach === undefined || tier === undefined
            ? []
            : [
                {
                  tier: reach.tier,
                  stepMs: reach.stepMs,
                  keepMs: onlyMemory ? blockMs(tier.tier) * maxClosedBlocks : tier.tier.keepMs,
                  oldestAt: reach.oldestAt ?? null,
                },
              ],
        ),
      ],
      seriesCount: memory.series.count,
      diskBytes: keeper.diskBytes,
      maxBytes: options.maxBytes(),
      file: keeper.file,
      writing: keeper.isWriting,
      problem: keeper.problem,
    };
  }

  interface Known {
    readonly id: string;
    readonly slot: number | undefined;
    readonly stored: StoredSeries | undefined;
  }

  function know(id: string): Known {
    const slot = memory.series.find(id);
    const stored = keeper.read((store) => store.findSeries(id));
    if (slot !== undefined || stored !== undefined) return { id, slot, stored };
    const shown = JSON.stringify(id.slice(0, 100));
    throw new Refused('history.unknownSeries', `there is no series ${shown}; history.series lists them`, { series: id });
  }

  function firstAt({ slot, stored }: Known): number {
    const inMemory = slot === undefined ? undefined : memory.series.at(slot)?.firstAt;
    return Math.min(inMemory ?? Number.POSITIVE_INFINITY, stored?.firstAt ?? Number.POSITIVE_INFINITY);
  }

  // Blocks are read into the same memory one after the other: arrays for each would be most of the work.
  const scratch = new Map(memory.tiers.map((tier) => [tier, newColumns(tier.tier.blockSteps)]));

  /** Yields after each piece of work. */
  function* fill(buckets: Buckets, { slot, stored }: Known): Generator<void> {
    const { plan } = buckets;
    if (plan.tier === 'second') {
      if (slot !== undefined) fillFromRing(memory, buckets, slot);
      return;
    }
    const tier = plan.tier === 'minute' ? memory.minute : memory.quarter;
    const { stepMs } = tier.tier;
    const add = (step: number, count: number, min: number, mean: number, max: number): void => {
      buckets.add(step * stepMs, count, min, mean, max);
    };
    if (slot !== undefined) fillFromMemory(memory, tier, slot, add);
    if (stored === undefined) return;
    const first = blockOf(tier.tier, stepOf(tier.tier, plan.fromMs));
    const last = blockOf(tier.tier, stepOf(tier.tier, plan.fromMs + plan.stepMs * plan.count - 1));
    // A copy: blocks may come and go while others have their turn.
    const blocks = keeper.read((store) => (store.blocks.get(tier.tier) ?? []).filter((block) => block >= first && block <= last)) ?? [];
    for (const block of blocks) {
      const columns = keeper.read((store) => store.readBlock(tier.tier, block, stored.id, scratch.get(tier)));
      if (columns !== undefined) buckets.addSteps(columns, block * blockMs(tier.tier), stepMs);
      yield;
    }
  }

  /** Calls `each` with the columns of every series in turn; gives way to others in between. */
  async function answer(query: RangeQuery, each: (id: string, columns: ReturnType<Buckets['columns']>) => void): Promise<RangePlan> {
    keeper.open();
    const known = query.series.map(know);
    // A series that lost its place in memory is in the file only.
    const tiers = known.every(({ slot }) => slot !== undefined) ? reaches() : reaches().slice(1);
    const plan = planFor(tiers, query, Math.floor(mostCells / known.length), Math.min(...known.map(firstAt)));
    if (plan === undefined) throw new Error('there is no resolution');
    let sliceEnds = performance.now() + sliceMs;
    const giveWay = async (): Promise<void> => {
      await setImmediate();
      sliceEnds = performance.now() + sliceMs;
    };
    for (const series of known) {
      const buckets = new Buckets(plan);
      const work = fill(buckets, series);
      while (work.next().done !== true) if (performance.now() >= sliceEnds) await giveWay();
      each(series.id, buckets.columns());
      if (performance.now() >= sliceEnds) await giveWay();
    }
    return plan;
  }

  async function range(query: RangeQuery): Promise<HistoryRange> {
    const series: HistoryRange['series'] = [];
    const plan = await answer(query, (id, columns) => series.push({ id, ...columns }));
    return { ...plan, series };
  }

  /** As JSON made series by series: a large answer as one text would hold everybody up. */
  async function rangeAsJson(query: RangeQuery): Promise<{ readonly raw: readonly Buffer[] }> {
    const parts: Buffer[] = [];
    const plan = await answer(query, (id, columns) => {
      parts.push(Buffer.from(`${parts.length === 0 ? '' : ','}${JSON.stringify({ id, ...columns })}`));
    });
    const head = JSON.stringify(plan).slice(0, -1);
    return { raw: [Buffer.from(`${head},"series":[`), ...parts, Buffer.from(']}')] };
  }

  return {
    methods: {
      'history.series': read(() => ({ series: seriesList() })),
      'history.range': {
        reach: 'anywhere',
        answer: (params) => {
          const query = readRangeQuery(params);
          return answering.take(() => rangeAsJson(query));
        },
      },
      'history.status': read(status),
      'history.clear': {
        reach: 'local',
        answer: () => {
          memory.clear();
          keeper.open();
          keeper.clear();
          return status();
        },
      },
    },
    events: [],
    onFrame(frame, monotonicMs) {
      if (memory.take(frame, monotonicMs)) keeper.minuteFinished();
      keeper.work();
    },
    close() {
      cancelOpening();
      keeper.close();
    },
    samples(series) {
      const slot = memory.series.find(series);
      const samples: Sample[] = [];
      if (slot === undefined) return samples;
      memory.ring.visitAll(slot, (at, _covers, value, monotonicMs) => {
        if (!Number.isNaN(value)) samples.push({ at, monotonicMs, value });
      });
      return samples;
    },
    seriesList,
    range,
    status,
  };
}

/** When the first block of the file starts, or when anything was measured first, if that is later. */
function oldestInFile(store: HistoryStore, { tier }: TierMemory): number | undefined {
  const first = store.blocks.get(tier)?.[0];
  if (first === undefined) return undefined;
  const earliest = store.earliestSeriesAt();
  const earliestStep = earliest === null ? 0 : stepOf(tier, earliest) * tier.stepMs;
  return Math.max(first * blockMs(tier), Math.min(earliestStep, (first + 1) * blockMs(tier) - tier.stepMs));
}

function fillFromRing(memory: HistoryMemory, buckets: Buckets, slot: number): void {
  memory.ring.visitInOrder(slot, (at, _covers, value) => {
    buckets.addSample(at, value);
  });
  memory.ring.visitInOrder(slot, (at, covers, value) => {
    if (covers > 0 && !Number.isNaN(value)) buckets.cover(at, covers, value);
  });
}

function fillFromMemory(
  memory: HistoryMemory,
  tier: TierMemory,
  slot: number,
  add: (step: number, count: number, min: number, mean: number, max: number) => void,
): void {
  for (const block of tier.closed) block.visit(slot, add);
  tier.open?.visit(slot, add);
  const { step } = tier;
  if (step === undefined) return;
  const going = (_slot: number, count: number, min: number, mean: number, max: number): void => {
    add(step, count, min, mean, max);
  };
  tier.now.visitSlot(slot, going);
  // The minute that is going on belongs to the quarter that is going on, and is not in it yet.
  if (tier !== memory.minute) memory.minute.now.visitSlot(slot, going);
}
