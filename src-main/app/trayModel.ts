/** What the tray menu shows, as data; tray.ts turns it into a menu. */
import { printable } from '../base/text.ts';
import type { ProfileChoice, ProfileInfo } from '../contracts/profiles.ts';
import type { TuningStatus } from '../contracts/tuning.ts';
import { type AlertsFact, alertsLine } from './alertsNews.ts';

/** What is known now; undefined while hecated has not answered. */
export interface TrayFacts {
  readonly choice: ProfileChoice | undefined;
  readonly profiles: readonly ProfileInfo[];
  readonly status: TuningStatus | undefined;
  /** Title of the Plan that "Undo" would undo; undefined when there is none. */
  readonly undoTitle: string | undefined;
  readonly busy: string | undefined;
  /** undefined when nothing is wrong, or nothing is known. */
  readonly alerts: AlertsFact | undefined;
}

export type TrayCommand =
  | { readonly kind: 'open' }
  | { readonly kind: 'openAlerts' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'selectProfile'; readonly id: string | null };

export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'action'; readonly label: string; readonly enabled: boolean; readonly command: TrayCommand }
  | {
      readonly kind: 'choices';
      readonly label: string;
      readonly choices: readonly { readonly label: string; readonly chosen: boolean; readonly command: TrayCommand }[];
    };

const longestLabel = 60;

function label(text: string): string {
  const clean = printable(text);
  return clean.length > longestLabel ? `${clean.slice(0, longestLabel - 1)}…` : clean;
}

function profileLine({ choice, busy }: TrayFacts): string {
  if (busy !== undefined) return label(busy);
  if (choice === undefined) return 'Looking at this machine …';
  return label(`Profile: ${choice.title}${choice.overridden ? ' (chosen by you)' : ''}`);
}

function statusLines({ status }: TrayFacts): readonly TrayItem[] {
  if (status === undefined) return [];
  const drifted = status.drifted.length;
  return [
    ...(status.awaitingConfirmation === null ? [] : [{ kind: 'text' as const, label: 'A change waits for your confirmation' }]),
    ...(status.awaitingReboot ? [{ kind: 'text' as const, label: 'A change waits for a restart' }] : []),
    ...(drifted === 0 ? [] : [{ kind: 'text' as const, label: `${String(drifted)} ${drifted === 1 ? 'setting' : 'settings'} drifted` }]),
  ];
}

function alertItems({ alerts }: TrayFacts): readonly TrayItem[] {
  return alerts === undefined ? [] : [{ kind: 'action', label: label(alertsLine(alerts)), enabled: true, command: { kind: 'openAlerts' } }];
}

/** What the icon says when the pointer rests on it. */
export function trayTooltip(title: string, { alerts }: Pick<TrayFacts, 'alerts'>): string {
  return alerts === undefined ? title : `${title}: ${alertsLine(alerts)}`;
}

export function trayItems(facts: TrayFacts): readonly TrayItem[] {
  const { choice, profiles, undoTitle, busy } = facts;
  const automatic = {
    label: 'Let the hardware decide',
    chosen: choice?.overridden === false,
    command: { kind: 'selectProfile', id: null } as const,
  };
  const named = profiles.map((profile) => ({
    label: label(profile.title),
    chosen: choice?.overridden === true && choice.profileId === profile.id,
    command: { kind: 'selectProfile', id: profile.id } as const,
  }));
  return [
    { kind: 'text', label: profileLine(facts) },
    ...alertItems(facts),
    ...statusLines(facts),
    { kind: 'separator' },
    { kind: 'action', label: 'Open control center', enabled: true, command: { kind: 'open' } },
    { kind: 'choices', label: 'Choose profile', choices: profiles.length === 0 ? [] : [automatic, ...named] },
    {
      kind: 'action',
      label: undoTitle === undefined ? 'Undo last change' : label(`Undo “${undoTitle}”`),
      enabled: undoTitle !== undefined && busy === undefined,
      command: { kind: 'undo' },
    },
    { kind: 'separator' },
    { kind: 'action', label: 'Quit', enabled: true, command: { kind: 'quit' } },
  ];
}
