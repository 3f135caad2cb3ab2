/** How the history is cut into days and what can still be undone. Pure. */
import type { PlanRecord } from '../../../../src-main/contracts/plan.ts';
import { dateOnly, sentenceList } from '../../lib/format.ts';

export interface HistoryDay {
  readonly day: string;
  readonly plans: readonly PlanRecord[];
}

/** Plans by local day, in the order given (newest first). */
export function byDay(plans: readonly PlanRecord[], nowMs: number): readonly HistoryDay[] {
  const today = dateOnly(new Date(nowMs).toISOString());
  const yesterday = dateOnly(new Date(nowMs - 86_400_000).toISOString());
  const days = new Map<string, PlanRecord[]>();
  for (const plan of plans) {
    const date = dateOnly(plan.createdAt);
    const day = date === today ? 'Today' : date === yesterday ? 'Yesterday' : date;
    days.set(day, [...(days.get(day) ?? []), plan]);
  }
  return [...days].map(([day, members]) => ({ day, plans: members }));
}

/** Whether something of this Plan is still in force. */
export function canUndo(plan: PlanRecord): boolean {
  return (
    plan.state === 'applied' || plan.state === 'awaitingBoot' || plan.state === 'awaitingConfirmation' || plan.state === 'partlyUndone'
  );
}

const namedSteps = 3;

/** "Willingness to swap, I/O scheduler of sda and 4 more". */
export function stepSummary(plan: PlanRecord): string {
  const titles = plan.steps.map((entry) => entry.step.title);
  const more = titles.length - namedSteps;
  return sentenceList(more > 0 ? [...titles.slice(0, namedSteps), `${String(more)} more`] : titles);
}
