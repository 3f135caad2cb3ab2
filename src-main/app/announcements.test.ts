import { describe, expect, it } from 'vitest';
import { type PlanRecord, planState } from '../contracts/plan.ts';
import type { TuningStatus } from '../contracts/tuning.ts';
import { announceDrift, announcePlans, withoutMarkup } from './announcements.ts';

function record(planId: string, state: PlanRecord['state'], undoneBecause: string | null = null): PlanRecord {
  return {
    planId,
    title: `Plan ${planId}`,
    profileId: null,
    state,
    risk: 'reversible',
    createdAt: '2026-01-01T00:00:00Z',
    appliedAt: null,
    undoneAt: null,
    undoneBecause,
    confirmBy: null,
    uid: 0,
    steps: [],
  };
}

function status(...stepIds: string[]): TuningStatus {
  const drifted = stepIds.map((stepId) => ({
    planId: 'p',
    stepId,
    knobId: null,
    title: `Knob ${stepId}`,
    verdict: 'drifted' as const,
    expected: '1',
    found: '2',
    detail: 'is 2, was set to 1',
  }));
  return {
    profileId: 'server',
    appliedPlans: 1,
    stepsInForce: 1,
    drifted,
    awaitingConfirmation: null,
    awaitingReboot: false,
    lastCheckedAt: null,
  };
}

describe('announcePlans', () => {
  it('tells of new states only, oldest first', () => {
    const before = [record('a', 'applied')];
    expect(announcePlans(before, before)).toEqual([]);
    const titles = announcePlans(before, [record('b', 'applied'), record('a', 'undone', 'user')]).map((news) => news.title);
    expect(titles).toEqual(['Change undone', 'Change applied']);
  });

  it('says why a Plan was undone', () => {
    const body = (because: string | null): string | undefined => announcePlans([], [record('a', 'undone', because)])[0]?.body;
    expect(body('notConfirmed')).toContain('not confirmed in time');
    expect(body('failure')).toContain('failed and was undone');
    expect(body('bootWatchdog')).toContain('by itself');
    expect(body('recovery')).toContain('by itself');
    expect(body('user')).toBe('Plan a: everything is as before.');
    expect(body(null)).toBe('Plan a: everything is as before.');
  });

  it('keeps quiet about states in between', () => {
    const quiet = planState.options.filter((state) => announcePlans([], [record('a', state)]).length === 0);
    expect(quiet).toEqual(['applying', 'undoing']);
  });
});

describe('announceDrift', () => {
  it('tells of each setting once', () => {
    expect(announceDrift(undefined, status())).toBeUndefined();
    expect(announceDrift(status(), status('s1'))?.body).toBe('Knob s1: is 2, was set to 1');
    expect(announceDrift(status('s1'), status('s1'))).toBeUndefined();
    expect(announceDrift(status('s1'), status('s1', 's2', 's3'))?.body).toContain('2 settings');
  });
});

describe('withoutMarkup', () => {
  it('leaves no link, image or entity, and no control character', () => {
    expect(withoutMarkup('sda: <a href="x">y</a> &amp; \u001b[31m80 °C\n')).toBe('sda: ‹a href="x"›y‹/a› ＆amp;  [31m80 °C');
  });
});
