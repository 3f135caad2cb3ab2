/** Which notifications a change of the tuning deserves. Pure: two states in, words out. */
import { printable } from '../base/text.ts';
import type { PlanRecord } from '../contracts/plan.ts';
import type { TuningStatus } from '../contracts/tuning.ts';

export interface Announcement {
  readonly title: string;
  readonly body: string;
  /** Fragment of the window's address that a click opens; the page that is open when not given. */
  readonly route?: string;
}

const lookalikes: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '&': '＆' };

/**
 * The body of a notification may be read as markup with links and images, or
 * not, as the desktop likes (Desktop Notifications Specification, "Markup"), and
 * Electron passes it on as it is. A device may call itself anything.
 */
export function withoutMarkup(text: string): string {
  return printable(text).replace(/[<>&]/g, (sign) => lookalikes[sign] ?? '');
}

function settings(count: number): string {
  return `${String(count)} ${count === 1 ? 'setting' : 'settings'}`;
}

function ofPlan(before: PlanRecord | undefined, now: PlanRecord): Announcement | undefined {
  if (before?.state === now.state) return undefined;
  const count = now.steps.filter((step) => step.state !== 'unchanged').length;
  switch (now.state) {
    case 'applied':
      return { title: 'Change applied', body: `${now.title}: ${settings(count)}, verified by reading back. It can be undone.` };
    case 'awaitingBoot':
      return { title: 'Restart needed', body: `${now.title} takes effect after the next restart.` };
    case 'awaitingConfirmation':
      return { title: 'Please confirm', body: `${now.title} is undone by itself unless you keep it in time.` };
    case 'undone':
      return { title: 'Change undone', body: undoneText(now) };
    case 'partlyUndone':
      return { title: 'Undone in part', body: `${now.title}: some settings could not be put back. The History page says which.` };
    case 'applying':
    case 'undoing':
      return undefined;
  }
}

const undoneByItself: Readonly<Record<string, string>> = {
  notConfirmed: 'was not confirmed in time; everything is as before.',
  failure: 'failed and was undone; everything is as before.',
  recovery: 'was undone by itself after an interruption.',
  bootWatchdog: 'was undone by itself because the machine did not start well.',
};

function undoneText({ title, undoneBecause }: PlanRecord): string {
  const because = undoneByItself[undoneBecause ?? ''];
  return because === undefined ? `${title}: everything is as before.` : `${title} ${because}`;
}

/** Announcements for Plans that changed state between two looks at the history, oldest first. */
export function announcePlans(before: readonly PlanRecord[], now: readonly PlanRecord[]): readonly Announcement[] {
  const known = new Map(before.map((record) => [record.planId, record]));
  return [...now].reverse().flatMap((record) => ofPlan(known.get(record.planId), record) ?? []);
}

/** Drift is announced once for each setting, not at every check. */
export function announceDrift(before: TuningStatus | undefined, now: TuningStatus): Announcement | undefined {
  const known = new Set(before?.drifted.map((step) => `${step.planId}/${step.stepId}`));
  const fresh = now.drifted.filter((step) => !known.has(`${step.planId}/${step.stepId}`));
  const [first] = fresh;
  if (first === undefined) return undefined;
  return {
    title: 'Something else changed a setting',
    body: fresh.length === 1 ? `${first.title}: ${first.detail}` : `${settings(fresh.length)} no longer have the value that was applied.`,
  };
}
