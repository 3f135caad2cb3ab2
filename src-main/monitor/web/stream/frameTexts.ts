/** One frame as pieces of JSON, made when first needed and then shared by every subscription. */
import type { MonitorFrame } from '../../../contracts/monitor.ts';
import type { StreamGroup } from './streamRequest.ts';

type FieldGroup = 'cpu' | 'memory' | 'pressure';

function hasFields(group: StreamGroup): group is FieldGroup {
  return group === 'cpu' || group === 'memory' || group === 'pressure';
}

export class FrameTexts {
  readonly frame: MonitorFrame;
  readonly #alerts: string;
  readonly #wholes = new Map<StreamGroup, string>();
  readonly #fields = new Map<FieldGroup, ReadonlyMap<string, string>>();

  /** `alerts` is the list as JSON. */
  constructor(frame: MonitorFrame, alerts: string) {
    this.frame = frame;
    this.#alerts = alerts;
  }

  /** Everything of these groups. */
  full(groups: readonly StreamGroup[]): string {
    return `{"type":"full",${this.#head()},"groups":{${groups.map((group) => `"${group}":${this.#whole(group)}`).join(',')}}}`;
  }

  /** What differs from an earlier frame. */
  delta(base: FrameTexts, groups: readonly StreamGroup[]): string {
    const changes: string[] = [];
    for (const group of groups) {
      const change = hasFields(group) ? this.#changedFields(base, group) : this.#changedWhole(base, group);
      if (change !== undefined) changes.push(`"${group}":${change}`);
    }
    return `{"type":"delta",${this.#head()},"base":${String(base.frame.sequence)},"changes":{${changes.join(',')}}}`;
  }

  #head(): string {
    const { sequence, at, intervalMs, gap } = this.frame;
    return `"sequence":${String(sequence)},"at":${String(at)},"intervalMs":${String(intervalMs)},"gap":${String(gap)}`;
  }

  #whole(group: StreamGroup): string {
    const known = this.#wholes.get(group);
    if (known !== undefined) return known;
    const made = this.#makeWhole(group);
    this.#wholes.set(group, made);
    return made;
  }

  #makeWhole(group: StreamGroup): string {
    if (group === 'alerts') return this.#alerts;
    if (!hasFields(group)) return JSON.stringify(this.frame[group]);
    return `{${[...this.#fieldsOf(group)].map(([field, text]) => `"${field}":${text}`).join(',')}}`;
  }

  #fieldsOf(group: FieldGroup): ReadonlyMap<string, string> {
    const known = this.#fields.get(group);
    if (known !== undefined) return known;
    const made = new Map<string, string>();
    for (const [field, value] of Object.entries(this.frame[group])) made.set(field, JSON.stringify(value));
    this.#fields.set(group, made);
    return made;
  }

  #changedWhole(base: FrameTexts, group: StreamGroup): string | undefined {
    const now = this.#whole(group);
    return now === base.#whole(group) ? undefined : now;
  }

  #changedFields(base: FrameTexts, group: FieldGroup): string | undefined {
    const before = base.#fieldsOf(group);
    const changed: string[] = [];
    for (const [field, text] of this.#fieldsOf(group)) if (before.get(field) !== text) changed.push(`"${field}":${text}`);
    return changed.length === 0 ? undefined : `{${changed.join(',')}}`;
  }
}
