/** Which series there are, each with a number (slot) that is its place in every array of the history. */
import { type Metric, maxInstanceLength, metricById, partsOfSeries, seriesId } from '../../contracts/metrics.ts';

export interface Series {
  readonly id: string;
  readonly metric: string;
  readonly instance: string;
  firstAt: number;
  lastAt: number;
  lastSeenMonotonicMs: number;
  /** Its number in the file; 0 while it has none. */
  fileNumber: number;
}

export interface SeriesRegistryOptions {
  readonly maxSeries: number;
  /** Called before the place of a series is given to another. */
  readonly onEvict: (slot: number, series: Series) => void;
}

/** A series that was measured within this time keeps its place. */
const keepsPlaceMs = 60_000;
/** Given up together, so that a flood of new names does not search for each of them. */
const evictedTogether = 64;

interface Expected {
  metric: Metric;
  instance: string;
  slot: number;
}

const none = -1;

export class SeriesRegistry {
  readonly #options: SeriesRegistryOptions;
  readonly #byMetric = new Map<string, Map<string, number>>();
  readonly #slots: (Series | undefined)[] = [];
  readonly #free: number[] = [];
  /** Figures in the order of the last frame: the next frame has the same, so that they are found without looking them up. */
  #order: Expected[] = [];
  #cursor = 0;
  #fullUntil = Number.NEGATIVE_INFINITY;
  #count = 0;
  /** No series was seen later than this, by the wall clock. */
  #latestMs = Number.NEGATIVE_INFINITY;
  #isBehind = false;

  constructor(options: SeriesRegistryOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  /** Every slot is below this. */
  get slots(): number {
    return this.#slots.length;
  }

  at(slot: number): Series | undefined {
    return this.#slots[slot];
  }

  beginFrame(atMs: number): void {
    this.#isBehind = atMs < this.#latestMs;
    if (!this.#isBehind) this.#latestMs = atMs;
    if (this.#order.length > this.#cursor) this.#order.length = this.#cursor;
    this.#cursor = 0;
  }

  /** The slot of a figure that was measured, or undefined when there is no room for one more series. */
  take(metric: Metric, instance: string, atMs: number, monotonicMs: number): number | undefined {
    const expected = this.#expect(metric, instance);
    if (expected.slot === none) {
      expected.slot = this.#find(metric.id, instance) ?? this.#admit(metric, instance, atMs, monotonicMs) ?? none;
    }
    if (expected.slot === none) return undefined;
    const series = this.#slots[expected.slot];
    if (series === undefined) return undefined;
    if (this.#isBehind) widen(series, atMs);
    else series.lastAt = atMs;
    series.lastSeenMonotonicMs = monotonicMs;
    return expected.slot;
  }

  /** A figure that was not measured keeps the order. */
  skip(metric: Metric, instance: string): void {
    this.#expect(metric, instance);
  }

  find(id: string): number | undefined {
    const { metric, instance } = partsOfSeries(id);
    return this.#find(metric, instance);
  }

  /** Also for what a file holds: gives a series its place without measuring it. Undefined for a name that is none, or without room. */
  restore(id: string, firstAt: number, lastAt: number, monotonicMs: number): number | undefined {
    const known = this.find(id);
    if (known !== undefined) return known;
    const { metric, instance } = partsOfSeries(id);
    const definition = metricById(metric);
    if (definition === undefined || instance.length > maxInstanceLength || (instance === '') === definition.perDevice) return undefined;
    const slot = this.#admit(definition, instance, firstAt, monotonicMs);
    const series = slot === undefined ? undefined : this.#slots[slot];
    if (series !== undefined) series.lastAt = lastAt;
    this.#latestMs = Math.max(this.#latestMs, lastAt, firstAt);
    return slot;
  }

  *entries(): Generator<readonly [slot: number, series: Series]> {
    for (const [slot, series] of this.#slots.entries()) {
      if (series !== undefined) yield [slot, series];
    }
  }

  clear(): void {
    this.#byMetric.clear();
    this.#slots.length = 0;
    this.#free.length = 0;
    this.#order = [];
    this.#cursor = 0;
    this.#count = 0;
  }

  #expect(metric: Metric, instance: string): Expected {
    const expected = this.#order[this.#cursor];
    this.#cursor += 1;
    if (expected !== undefined && expected.metric === metric && expected.instance === instance) return expected;
    const found = { metric, instance, slot: this.#find(metric.id, instance) ?? none };
    this.#order[this.#cursor - 1] = found;
    return found;
  }

  #find(metric: string, instance: string): number | undefined {
    return this.#byMetric.get(metric)?.get(instance);
  }

  #admit(metric: Metric, instance: string, atMs: number, monotonicMs: number): number | undefined {
    const slot = this.#place(monotonicMs);
    if (slot === undefined) return undefined;
    let instances = this.#byMetric.get(metric.id);
    if (instances === undefined) {
      instances = new Map();
      this.#byMetric.set(metric.id, instances);
    }
    instances.set(instance, slot);
    this.#slots[slot] = {
      id: seriesId(metric.id, instance),
      metric: metric.id,
      instance,
      firstAt: atMs,
      lastAt: atMs,
      lastSeenMonotonicMs: monotonicMs,
      fileNumber: 0,
    };
    this.#count += 1;
    return slot;
  }

  #place(monotonicMs: number): number | undefined {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#slots.length < this.#options.maxSeries) return this.#slots.length;
    if (monotonicMs < this.#fullUntil) return undefined;
    const unseen = [...this.entries()]
      .filter(([, series]) => series.lastSeenMonotonicMs < monotonicMs - keepsPlaceMs)
      .sort(([, a], [, b]) => a.lastSeenMonotonicMs - b.lastSeenMonotonicMs)
      .slice(0, evictedTogether);
    if (unseen.length === 0) this.#fullUntil = monotonicMs + keepsPlaceMs;
    for (const [slot, series] of unseen) this.#evict(slot, series);
    return this.#free.pop();
  }

  #evict(slot: number, series: Series): void {
    this.#options.onEvict(slot, series);
    this.#byMetric.get(series.metric)?.delete(series.instance);
    this.#slots[slot] = undefined;
    this.#free.push(slot);
    this.#count -= 1;
    for (const expected of this.#order) {
      if (expected.slot === slot) expected.slot = none;
    }
  }
}

/** Only while the clock is behind: reading the times of every series for every frame would make garbage. */
function widen(series: Series, atMs: number): void {
  series.firstAt = Math.min(series.firstAt, atMs);
  series.lastAt = Math.max(series.lastAt, atMs);
}
