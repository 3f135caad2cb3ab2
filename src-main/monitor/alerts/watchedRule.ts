/** One rule and what is remembered of each device that it watches. */
import type { AlertRule } from '../../contracts/alerts.ts';
import { type Metric, metricById } from '../../contracts/metrics.ts';
import { windowSeconds } from './condition.ts';
import type { Ongoing } from './ongoing.ts';
import { SlopeWindow } from './slopeWindow.ts';
import { isWatched } from './wildcard.ts';

export interface Watch {
  readonly instance: string;
  readonly window: SlopeWindow | undefined;
  /** For how long it has wanted to fire, or to end; undefined while it does not. */
  heldMs: number | undefined;
  ongoing: Ongoing | undefined;
  seenTick: number;
  wasMeasured: boolean;
  goneMs: number;
}

export class WatchedRule {
  readonly key: string;
  readonly metric: Metric;
  /** Length of the window; undefined when the newest figure is enough. */
  readonly overMs: number | undefined;
  rule: AlertRule;
  readonly #watches = new Map<string, Watch>();
  /** Devices that the rule does not name. */
  readonly #others = new Set<string>();

  private constructor(rule: AlertRule, metric: Metric) {
    this.key = WatchedRule.keyOf(rule);
    this.rule = rule;
    this.metric = metric;
    const seconds = windowSeconds(rule.condition);
    this.overMs = seconds === undefined ? undefined : seconds * 1000;
  }

  /** Equal for rules that judge alike: title, severity and command do not matter. */
  static keyOf({ id, metric, devices, condition, forSeconds, clearSeconds }: AlertRule): string {
    return JSON.stringify([id, metric, devices, condition, forSeconds, clearSeconds]);
  }

  /** Goes on with what `before`, a rule of the same key, remembers. Nothing for an unknown metric, which rulesSense.ts refuses. */
  static make(rule: AlertRule, before: WatchedRule | undefined): readonly WatchedRule[] {
    const metric = metricById(rule.metric);
    if (metric === undefined) return [];
    if (before === undefined) return [new WatchedRule(rule, metric)];
    before.rule = rule;
    return [before];
  }

  get size(): number {
    return this.#watches.size;
  }

  watches(): Iterable<Watch> {
    return this.#watches.values();
  }

  find(instance: string): Watch | undefined {
    return this.#watches.get(instance);
  }

  isWatched(instance: string): boolean {
    if (this.#others.has(instance)) return false;
    if (isWatched(this.rule.devices, instance)) return true;
    this.#others.add(instance);
    return false;
  }

  meet(instance: string): Watch {
    const window = this.overMs === undefined ? undefined : new SlopeWindow(this.overMs);
    const watch: Watch = { instance, window, heldMs: undefined, ongoing: undefined, seenTick: 0, wasMeasured: false, goneMs: 0 };
    this.#watches.set(instance, watch);
    return watch;
  }

  clearWindows(): void {
    if (this.overMs !== undefined) for (const { window } of this.#watches.values()) window?.clear();
  }

  /** Returns how many were forgotten. What waits for its return, or has an alert, stays. */
  forgetUnseenSince(tick: number): number {
    this.#others.clear();
    const waits = this.rule.condition.kind === 'absent';
    let forgotten = 0;
    for (const [instance, watch] of this.#watches) {
      if (watch.seenTick >= tick || watch.ongoing !== undefined || (waits && watch.wasMeasured)) continue;
      this.#watches.delete(instance);
      forgotten += 1;
    }
    return forgotten;
  }
}
