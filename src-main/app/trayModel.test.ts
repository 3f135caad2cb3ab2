import { describe, expect, it } from 'vitest';
import type { ProfileChoice, ProfileInfo } from '../contracts/profiles.ts';
import type { TuningStatus } from '../contracts/tuning.ts';
import { type TrayFacts, type TrayItem, trayItems, trayTooltip } from './trayModel.ts';

const nothing: TrayFacts = { choice: undefined, profiles: [], status: undefined, undoTitle: undefined, busy: undefined, alerts: undefined };

function profile(id: string, title: string): ProfileInfo {
  return { id, title, description: '', builtIn: true, base: 'standard', knobs: {}, acceptedDangers: [] };
}

const choice: ProfileChoice = { profileId: 'server', title: 'Server', detectedId: 'server', overridden: false, reasons: [] };
const status: TuningStatus = {
  profileId: 'server',
  appliedPlans: 1,
  stepsInForce: 3,
  drifted: [],
  awaitingConfirmation: null,
  awaitingReboot: false,
  lastCheckedAt: null,
};

function labels(items: readonly TrayItem[]): readonly string[] {
  return items.map((item) => (item.kind === 'separator' ? '-' : item.label));
}

describe('trayItems', () => {
  it('offers what always works while nothing is known yet', () => {
    const items = trayItems(nothing);
    expect(labels(items)).toEqual([
      'Looking at this machine …',
      '-',
      'Open control center',
      'Choose profile',
      'Undo last change',
      '-',
      'Quit',
    ]);
    expect(items).toContainEqual({ kind: 'choices', label: 'Choose profile', choices: [] });
    expect(items.find((item) => item.kind === 'action' && item.command.kind === 'undo')).toMatchObject({ enabled: false });
  });

  it('names the profile, marks the choice and offers the undo', () => {
    const profiles = [profile('server', 'Server'), profile('gaming', 'Gaming')];
    const detected = trayItems({ ...nothing, choice, profiles, status, undoTitle: 'Tune for Server' });
    expect(labels(detected)[0]).toBe('Profile: Server');
    expect(labels(detected)).toContain('Undo “Tune for Server”');
    const chosen = trayItems({ ...nothing, profiles, choice: { ...choice, profileId: 'gaming', title: 'Gaming', overridden: true } });
    expect(labels(chosen)[0]).toBe('Profile: Gaming (chosen by you)');
    for (const [items, expected] of [
      [detected, 'Let the hardware decide'],
      [chosen, 'Gaming'],
    ] as const) {
      const submenu = items.find((item) => item.kind === 'choices');
      expect(submenu?.choices.filter((entry) => entry.chosen).map((entry) => entry.label)).toEqual([expected]);
    }
  });

  it('says what waits and what drifted', () => {
    const drifted = {
      planId: 'p',
      stepId: 's',
      knobId: null,
      title: 't',
      verdict: 'drifted',
      expected: '1',
      found: '2',
      detail: '',
    } as const;
    const confirm = { planId: 'p', confirmBy: '2026-01-01T00:00:00Z' };
    const busy = trayItems({
      ...nothing,
      choice,
      status: { ...status, drifted: [drifted], awaitingConfirmation: confirm, awaitingReboot: true },
    });
    expect(labels(busy).slice(1, 4)).toEqual(['A change waits for your confirmation', 'A change waits for a restart', '1 setting drifted']);
    expect(labels(trayItems({ ...nothing, status: { ...status, drifted: [drifted, drifted] } }))).toContain('2 settings drifted');
  });

  it('leads to the alerts, with their number and the worst', () => {
    const alerts = { count: 3, worst: 'critical', countOfWorst: 1 } as const;
    expect(trayItems({ ...nothing, alerts })[1]).toEqual({
      kind: 'action',
      label: '3 alerts, 1 critical',
      enabled: true,
      command: { kind: 'openAlerts' },
    });
    expect(trayTooltip('Product', { alerts })).toBe('Product: 3 alerts, 1 critical');
    expect(trayTooltip('Product', nothing)).toBe('Product');
  });

  it('shows work in progress and does not offer a second undo meanwhile', () => {
    const items = trayItems({ ...nothing, choice, undoTitle: 'x', busy: 'Undoing the last change …' });
    expect(labels(items)[0]).toBe('Undoing the last change …');
    expect(items.find((item) => item.kind === 'action' && item.command.kind === 'undo')).toMatchObject({ enabled: false });
  });

  it('shortens and cleans names from profile files', () => {
    const [line] = labels(trayItems({ ...nothing, choice: { ...choice, title: `\u202e${'x'.repeat(100)}\n` } }));
    expect(line).toHaveLength(60);
    expect(line).not.toMatch(/[\u202e\n]/);
  });
});
