/** What happened to the machine, as flags on the time line. Pure. */
import type { Alert } from '../../../../../src-main/contracts/alerts.ts';
import type { PlanRecord } from '../../../../../src-main/contracts/plan.ts';
import { counted, upperFirst } from '../../../lib/format.ts';
import type { TimeWindow } from './timeView.ts';

export type MarkTone = 'plan' | 'undo' | 'info' | 'warning' | 'critical';

export interface Mark {
  readonly id: string;
  readonly atMs: number;
  /** Alerts last: their end, or null while they do. Plans are one moment: the same as `atMs`. */
  readonly endMs: number | null;
  readonly tone: MarkTone;
  /** What it is, in a word or two. */
  readonly kind: string;
  readonly text: string;
  readonly opens: { readonly page: 'history' | 'alerts'; readonly id: string };
}

function planMarks(plan: PlanRecord): readonly Mark[] {
  const applied = plan.appliedAt ?? (plan.state === 'applying' ? plan.createdAt : null);
  const opens = { page: 'history', id: plan.planId } as const;
  const marks: Mark[] = [];
  if (applied !== null) {
    const atMs = Date.parse(applied);
    marks.push({
      id: `plan ${plan.planId}`,
      atMs,
      endMs: atMs,
      tone: 'plan',
      kind: 'Plan applied',
      text: `${plan.title}: ${counted(plan.steps.length, 'change')}`,
      opens,
    });
  }
  if (plan.undoneAt !== null) {
    const atMs = Date.parse(plan.undoneAt);
    marks.push({ id: `undo ${plan.planId}`, atMs, endMs: atMs, tone: 'undo', kind: 'Plan undone', text: plan.title, opens });
  }
  return marks;
}

function alertMark(alert: Alert): Mark {
  return {
    id: `alert ${alert.id}`,
    atMs: alert.startedAt,
    endMs: alert.endedAt,
    tone: alert.severity,
    kind: alert.severity === 'critical' ? 'Critical alert' : alert.severity === 'warning' ? 'Alert' : 'Note',
    text: upperFirst(alert.text),
    opens: { page: 'alerts', id: alert.id },
  };
}

/** Oldest first. */
export function marksOf(plans: readonly PlanRecord[], alerts: readonly Alert[]): readonly Mark[] {
  return [...plans.flatMap(planMarks), ...alerts.map(alertMark)]
    .filter((mark) => Number.isFinite(mark.atMs))
    .sort((a, b) => a.atMs - b.atMs);
}

export interface Flag {
  /** Share of the width, 0 at the left edge. */
  readonly left: number;
  /** Share of the width that the first of them lasts; 0 for a moment. */
  readonly length: number;
  readonly tone: MarkTone;
  readonly marks: readonly Mark[];
}

const rank: Readonly<Record<MarkTone, number>> = { critical: 0, warning: 1, plan: 2, undo: 3, info: 4 };

function worst(marks: readonly Mark[]): MarkTone {
  return marks.reduce<MarkTone>((tone, mark) => (rank[mark.tone] < rank[tone] ? mark.tone : tone), marks[0]?.tone ?? 'info');
}

/**
 * Flags of a window. Marks closer than `apart` (a share of the width) become
 * one flag, because two flags on top of each other hide one. An alert that
 * began before the window and lasts into it stands at the left edge.
 */
export function flagsOf(marks: readonly Mark[], { fromMs, toMs }: TimeWindow, apart: number): readonly Flag[] {
  const length = toMs - fromMs;
  const inside = marks.filter((mark) => mark.atMs <= toMs && (mark.endMs ?? toMs) >= fromMs);
  const flags: { left: number; length: number; marks: Mark[] }[] = [];
  for (const mark of inside) {
    const left = Math.max(0, (mark.atMs - fromMs) / length);
    const right = Math.min(1, ((mark.endMs ?? toMs) - fromMs) / length);
    const before = flags.at(-1);
    if (before !== undefined && left - before.left < apart) {
      before.marks.push(mark);
      before.length = Math.max(before.length, right - before.left);
    } else flags.push({ left, length: Math.max(0, right - left), marks: [mark] });
  }
  return flags.map((flag) => ({ ...flag, tone: worst(flag.marks) }));
}

const namedMarks = 4;

/** What a flag says: one line for each mark, and how many more. */
export function flagWords(flag: Flag, moment: (atMs: number) => string): readonly string[] {
  const lines = flag.marks.slice(0, namedMarks).map((mark) => `${moment(mark.atMs)} · ${mark.kind}: ${mark.text}`);
  const more = flag.marks.length - namedMarks;
  return more > 0 ? [...lines, `and ${String(more)} more`] : lines;
}
