/**
 * Holds every figure of a frame against the rules. Pure but for its memory:
 * time comes with the frame, nothing is read or written.
 */
import type { Alert, AlertRule, AlertRules } from '../../contracts/alerts.ts';
import { type Metric, visitFigures } from '../../contracts/metrics.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { type Look, look, plainLook } from './condition.ts';
import { endedAlert, type Ongoing, updateOngoing } from './ongoing.ts';
import { createPassage } from './passage.ts';
import type { Watch } from './watchedRule.ts';
import { WatchedRule } from './watchedRule.ts';
import type { EndReason } from './words.ts';

export interface Changes {
  readonly fired: readonly Ongoing[];
  readonly ended: readonly { readonly rule: AlertRule; readonly alert: Alert }[];
}

export interface EvaluatorLimits {
  /** Of one rule. */
  readonly maxDevices: number;
  /** Of all rules together; each costs about 150 bytes. */
  readonly maxWatches: number;
  /** Of all rules with a rate or a forecast together; each costs about 2 KB. */
  readonly maxWindows: number;
  readonly maxActive: number;
}

export const defaultEvaluatorLimits: EvaluatorLimits = { maxDevices: 1024, maxWatches: 16_384, maxWindows: 2048, maxActive: 256 };

export interface EvaluatorOptions {
  /** Whether nobody wants to be disturbed at that time. */
  readonly isQuiet: (unixMs: number) => boolean;
  readonly limits?: EvaluatorLimits;
}

/** A device that is not in the frames any more has taken its alerts along after this time; a hiccup of a reader has not. */
const goneAfterMs = 30_000;
/** Devices that are gone are forgotten at every so many frames. */
const forgetEvery = 64;
const noChanges: Changes = { fired: [], ended: [] };

export class Evaluator {
  readonly #limits: EvaluatorLimits;
  readonly #isQuiet: (unixMs: number) => boolean;
  readonly #passage = createPassage();
  #rules: readonly WatchedRule[] = [];
  #byMetric: ReadonlyMap<Metric, readonly WatchedRule[]> = new Map();
  readonly #ongoing = new Map<Ongoing, { readonly rule: WatchedRule; readonly watch: Watch }>();
  #counts = { watches: 0, windows: 0 };
  #fired: Ongoing[] = [];
  #ended: { rule: AlertRule; alert: Alert }[] = [];
  #tick = 0;
  #nextId = 0;
  #at = 0;
  #monotonicMs = 0;
  #elapsedMs = 0;
  #slept = false;
  #visited: Metric | undefined;
  #visitedRules: readonly WatchedRule[] | undefined;
  #problem: string | null = null;

  constructor({ isQuiet, limits = defaultEvaluatorLimits }: EvaluatorOptions) {
    this.#isQuiet = isQuiet;
    this.#limits = limits;
  }

  /** Which limit of ours keeps a rule from being evaluated everywhere. */
  get problem(): string | null {
    return this.#problem;
  }

  active(): readonly Ongoing[] {
    return [...this.#ongoing.keys()];
  }

  /** New rules; what did not change goes on as if nothing had happened. Alerts whose rule is gone end. */
  setRules(rules: AlertRules, at: number): Changes {
    this.#at = at;
    const before = new Map(this.#rules.map((rule) => [rule.key, rule]));
    this.#rules = rules.rules.filter((rule) => rule.enabled).flatMap((rule) => WatchedRule.make(rule, before.get(WatchedRule.keyOf(rule))));
    this.#byMetric = groupByMetric(this.#rules);
    this.#problem = null;
    const kept = new Set(this.#rules);
    for (const rule of before.values()) if (!kept.has(rule)) this.#release(rule);
    this.#visited = undefined;
    for (const [ongoing, { rule }] of [...this.#ongoing]) {
      if (kept.has(rule)) ongoing.rule = rule.rule;
      else this.#moveOrEnd(ongoing);
    }
    return this.#takeChanges();
  }

  /**
   * An alert of an earlier run goes on with its id and time, and ends when its
   * condition does. False when no rule watches that figure any more.
   */
  adopt(alert: Alert): boolean {
    const rule = this.#rules.find((one) => one.rule.id === alert.ruleId && one.metric.id === alert.metric);
    if (rule === undefined || this.#ongoing.size >= this.#limits.maxActive) return false;
    const { id, instance, value, peak, startedAt, acknowledgedAt, quiet } = alert;
    const { condition } = rule.rule;
    const fromBelow = condition.kind === 'forecast' && condition.reaches >= (value ?? peak ?? 0);
    const rates = { perMinute: null, reachedInSeconds: null };
    const { metric } = rule;
    return this.#attach(rule, {
      id,
      metric,
      instance,
      rule: rule.rule,
      value,
      peak,
      ...rates,
      fromBelow,
      startedAt,
      acknowledgedAt,
      quiet,
    });
  }

  onFrame(frame: MonitorFrame, monotonicMs: number): Changes {
    const { elapsedMs, slept } = this.#passage.pass(frame, monotonicMs);
    this.#at = frame.at;
    this.#monotonicMs = monotonicMs;
    this.#elapsedMs = elapsedMs;
    this.#slept = slept;
    this.#tick += 1;
    if (this.#rules.length === 0) return noChanges;
    if (slept) for (const rule of this.#rules) rule.clearWindows();
    visitFigures(frame, this.#visit);
    if (!slept) this.#lookForGone();
    if (this.#tick % forgetEvery === 0) this.#forget();
    return this.#takeChanges();
  }

  // One function for all frames: the visitor is called for every figure of every device.
  readonly #visit = (metric: Metric, instance: string, value: number | null): void => {
    if (metric !== this.#visited) {
      this.#visited = metric;
      this.#visitedRules = this.#byMetric.get(metric);
    }
    if (this.#visitedRules === undefined) return;
    for (const rule of this.#visitedRules) this.#figure(rule, instance, value);
  };

  #figure(rule: WatchedRule, instance: string, value: number | null): void {
    const watch = rule.find(instance) ?? this.#meet(rule, instance);
    if (watch === undefined) return;
    watch.seenTick = this.#tick;
    if (value === null) return;
    watch.window?.add(this.#monotonicMs, value);
    watch.wasMeasured = true;
    // What was measured right after waking may be stale; the next frame comes soon.
    if (this.#slept) return;
    this.#advance(rule, watch, value, look(rule.rule.condition, value, watch.window, watch.ongoing));
  }

  /** undefined for a device that the rule does not watch, or when there are too many. */
  #meet(rule: WatchedRule, instance: string): Watch | undefined {
    if (!rule.isWatched(instance)) return undefined;
    const { maxDevices, maxWatches, maxWindows } = this.#limits;
    const tooManyWindows = rule.overMs !== undefined && this.#counts.windows >= maxWindows;
    if (rule.size >= maxDevices || this.#counts.watches >= maxWatches || tooManyWindows) {
      this.#problem ??= `too many devices for the rules: ${rule.rule.id} does not watch all of them; name the devices in the rule`;
      return undefined;
    }
    this.#counts.watches += 1;
    if (rule.overMs !== undefined) this.#counts.windows += 1;
    return rule.meet(instance);
  }

  #advance(rule: WatchedRule, watch: Watch, value: number | null, seen: Look): void {
    if (watch.ongoing !== undefined && value !== null) updateOngoing(watch.ongoing, value, seen);
    if (seen.verdict === 'unknown') return;
    const wantsChange = (seen.verdict === 'beyond') === (watch.ongoing === undefined);
    if (!wantsChange) {
      watch.heldMs = undefined;
      return;
    }
    watch.heldMs = watch.heldMs === undefined ? 0 : watch.heldMs + this.#elapsedMs;
    const { forSeconds, clearSeconds } = rule.rule;
    const neededMs = (watch.ongoing === undefined ? forSeconds : clearSeconds) * 1000;
    if (watch.heldMs < neededMs) return;
    watch.heldMs = undefined;
    if (watch.ongoing === undefined) this.#fire(rule, watch, value, seen);
    else this.#end(watch.ongoing, 'fine');
  }

  #fire(rule: WatchedRule, watch: Watch, value: number | null, { perMinute, reachedInSeconds }: Look): void {
    if (this.#ongoing.size >= this.#limits.maxActive) {
      this.#problem ??= `${String(this.#limits.maxActive)} alerts are on already, further ones are not counted`;
      return;
    }
    const { condition, id, inQuietHours } = rule.rule;
    this.#nextId += 1;
    const ongoing: Ongoing = {
      id: `${id}-${this.#at.toString(36).replace('.', '')}-${this.#nextId.toString(36)}`,
      metric: rule.metric,
      instance: watch.instance,
      rule: rule.rule,
      value,
      peak: value,
      perMinute,
      reachedInSeconds,
      fromBelow: condition.kind === 'forecast' && condition.reaches >= (value ?? 0),
      startedAt: this.#at,
      acknowledgedAt: null,
      quiet: !inQuietHours && this.#isQuiet(this.#at),
    };
    watch.ongoing = ongoing;
    this.#ongoing.set(ongoing, { rule, watch });
    this.#fired.push(ongoing);
  }

  #end(ongoing: Ongoing, reason: EndReason): void {
    const place = this.#ongoing.get(ongoing);
    if (place !== undefined) place.watch.ongoing = undefined;
    this.#ongoing.delete(ongoing);
    this.#ended.push({ rule: ongoing.rule, alert: endedAlert(ongoing, this.#at, reason) });
  }

  /** The rule of this alert is another one now: it goes on if that one watches the same figure. */
  #moveOrEnd(ongoing: Ongoing): void {
    const rule = this.#rules.find((one) => one.rule.id === ongoing.rule.id && one.metric === ongoing.metric);
    if (rule !== undefined && rule.rule.condition.kind === ongoing.rule.condition.kind) {
      this.#ongoing.delete(ongoing);
      ongoing.rule = rule.rule;
      if (this.#attach(rule, ongoing)) return;
    }
    this.#end(ongoing, 'rule');
  }

  #attach(rule: WatchedRule, ongoing: Ongoing): boolean {
    const watch = rule.find(ongoing.instance) ?? this.#meet(rule, ongoing.instance);
    if (watch === undefined || watch.ongoing !== undefined) return false;
    watch.ongoing = ongoing;
    watch.wasMeasured = true;
    this.#ongoing.set(ongoing, { rule, watch });
    return true;
  }

  /** Figures that did not come in this frame. */
  #lookForGone(): void {
    for (const rule of this.#rules) {
      if (rule.rule.condition.kind !== 'absent') continue;
      for (const watch of rule.watches()) {
        if (watch.seenTick !== this.#tick && watch.wasMeasured) this.#advance(rule, watch, null, plainLook.beyond);
      }
    }
    for (const [ongoing, { watch }] of this.#ongoing) {
      if (ongoing.rule.condition.kind === 'absent') continue;
      watch.goneMs = watch.seenTick === this.#tick ? 0 : watch.goneMs + this.#elapsedMs;
      if (watch.goneMs >= goneAfterMs) this.#end(ongoing, 'gone');
    }
  }

  #forget(): void {
    for (const rule of this.#rules) {
      const forgotten = rule.forgetUnseenSince(this.#tick - forgetEvery);
      this.#counts.watches -= forgotten;
      if (rule.overMs !== undefined) this.#counts.windows -= forgotten;
    }
  }

  #release(rule: WatchedRule): void {
    this.#counts.watches -= rule.size;
    if (rule.overMs !== undefined) this.#counts.windows -= rule.size;
  }

  #takeChanges(): Changes {
    if (this.#fired.length === 0 && this.#ended.length === 0) return noChanges;
    const changes = { fired: this.#fired, ended: this.#ended };
    this.#fired = [];
    this.#ended = [];
    return changes;
  }
}

function groupByMetric(rules: readonly WatchedRule[]): ReadonlyMap<Metric, readonly WatchedRule[]> {
  const grouped = new Map<Metric, WatchedRule[]>();
  for (const rule of rules) {
    const same = grouped.get(rule.metric);
    if (same === undefined) grouped.set(rule.metric, [rule]);
    else same.push(rule);
  }
  return grouped;
}
