/** Tuning in memory: plans, applies, counts down, verifies and undoes on values that are only a Map. Never part of the product. */
import { AppError } from '../../src-main/contracts/errors.ts';
import type { Implementation } from '../../src-main/contracts/kit/define.ts';
import { type Plan, type PlanRecord, plan as planSchema } from '../../src-main/contracts/plan.ts';
import type { KnobState, PlanInput, PlanPreview, TuningStatus, tuningContract } from '../../src-main/contracts/tuning.ts';
import { ok, okValue } from '../../src-main/contracts/value.ts';
import { rivals, knobs as stockKnobs } from './knobs.ts';

export interface FakeTuning {
  readonly implementation: Implementation<typeof tuningContract>;
  readonly records: () => readonly PlanRecord[];
  readonly valueOf: (knobId: string) => string | undefined;
  /** Somebody else changes a value. */
  drift(knobId: string, value: string): void;
  /** The input of the last plan call. */
  readonly lastInput: () => PlanInput | undefined;
  stop(): void;
}

export interface FakeTuningOptions {
  readonly stepMs: number;
  readonly throwIfAsked: () => void;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new AppError('cancelled', 'stopped', { details: {} }));
    });
  });
}

export function createFakeTuning({ stepMs, throwIfAsked }: FakeTuningOptions): FakeTuning {
  const values = new Map(stockKnobs.map((knob) => [knob.id, okValue(knob.now)]));
  const listeners = new Set<(status: TuningStatus) => void>();
  let records: readonly PlanRecord[] = [];
  let lastInput: PlanInput | undefined;
  let lastCheckedAt: string | null = null;
  let countdown: ReturnType<typeof setTimeout> | undefined;
  let planNumber = 0;

  const stepsInForce = () =>
    records
      .filter((record) => record.state !== 'undone')
      .flatMap((record) => record.steps.filter((entry) => entry.state === 'applied').map((entry) => ({ record, entry })));

  const verifySteps = (planId: string | null) =>
    stepsInForce()
      .filter(({ record }) => planId === null || record.planId === planId)
      .map(({ record, entry }) => {
        const found = values.get(entry.step.knobId ?? '') ?? null;
        const same = found === entry.step.after;
        return {
          planId: record.planId,
          stepId: entry.step.id,
          knobId: entry.step.knobId,
          title: entry.step.title,
          verdict: same ? ('applied' as const) : ('drifted' as const),
          expected: entry.step.after,
          found,
          detail: same ? 'As it was set.' : 'Somebody else changed it.',
        };
      });

  function status(): TuningStatus {
    const waiting = records.find((record) => record.state === 'awaitingConfirmation');
    return {
      profileId: 'ai-flagship',
      appliedPlans: records.filter((record) => record.state === 'applied' || record.state === 'awaitingBoot').length,
      stepsInForce: stepsInForce().length,
      drifted: verifySteps(null).filter((step) => step.verdict === 'drifted'),
      awaitingConfirmation: waiting?.confirmBy == null ? null : { planId: waiting.planId, confirmBy: waiting.confirmBy },
      awaitingReboot: records.some((record) => record.state === 'awaitingBoot'),
      lastCheckedAt,
    };
  }

  function changed(): void {
    for (const listener of [...listeners]) listener(status());
  }

  function current(knob: KnobState): KnobState {
    const value = values.get(knob.id);
    const owned = stepsInForce().some(({ entry }) => entry.step.knobId === knob.id);
    const settled = knob.decision === 'propose' && value === knob.proposed;
    return {
      ...knob,
      now: value === undefined ? knob.now : ok(value),
      decision: settled ? 'alreadyThere' : knob.decision,
      owner: owned ? { kind: 'product', name: 'HecateOS', why: 'Set by a Plan of this product.' } : knob.owner,
    };
  }

  function wanted(knob: KnobState, input: PlanInput): string | null {
    const target = input.values[knob.id] ?? knob.proposed;
    const named = input.only === null ? knob.decision === 'propose' : input.only.includes(knob.id);
    const allowed =
      (knob.tier !== 'C' || input.acceptDangers.includes(knob.id)) &&
      (knob.decision !== 'leftAlone' || input.overrideOwners) &&
      (knob.tier !== 'B' || input.includeTierB);
    return named && allowed && target !== values.get(knob.id) ? target : null;
  }

  function makePlan(input: PlanInput): PlanPreview {
    lastInput = input;
    const states = stockKnobs.map(current);
    const steps = states.flatMap((knob) => {
      const after = wanted(knob, input);
      if (after === null) return [];
      return [
        {
          id: knob.id,
          knobId: knob.id,
          title: knob.title,
          operation: { kind: 'sysctl.set' as const, key: 'vm.swappiness', value: after },
          risk: knob.risk,
          before: values.get(knob.id) ?? null,
          after,
          why: knob.why,
          evidence: [...knob.evidence],
        },
      ];
    });
    planNumber += 1;
    const plan: Plan | null =
      steps.length === 0
        ? null
        : {
            version: 1,
            id: `plan-${String(planNumber)}`,
            title: 'AI Flagship',
            createdAt: new Date().toISOString(),
            profileId: 'ai-flagship',
            steps,
          };
    const risky = steps.some((step) => step.risk === 'boot');
    return { profileId: 'ai-flagship', plan, knobs: states, rivals: [...rivals], rebootNeeded: risky, confirmAdvised: risky };
  }

  function replace(record: PlanRecord): PlanRecord {
    records = [record, ...records.filter((other) => other.planId !== record.planId)].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    return record;
  }

  function find(planId: string): PlanRecord {
    const found = records.find((record) => record.planId === planId);
    if (found !== undefined) return found;
    throw new AppError('plan.notFound', 'there is no such Plan', { details: { planId } });
  }

  function undoRecord(record: PlanRecord, because: string): PlanRecord {
    for (const entry of record.steps) {
      if (entry.state === 'applied' && entry.step.knobId !== null) values.set(entry.step.knobId, entry.prior ?? undefined);
    }
    return replace({
      ...record,
      state: 'undone',
      undoneAt: new Date().toISOString(),
      undoneBecause: because,
      confirmBy: null,
      steps: record.steps.map((entry) => (entry.state === 'applied' ? { ...entry, state: 'undone' } : entry)),
    });
  }

  const implementation: Implementation<typeof tuningContract> = {
    plan: (input) => {
      throwIfAsked();
      return makePlan(input);
    },
    apply: async (input, context) => {
      const plan = planSchema.parse(input.plan);
      const total = plan.steps.length;
      const written: string[] = [];
      try {
        for (const [index, step] of plan.steps.entries()) {
          context.report({ stepId: step.id, done: index, total, message: step.title });
          await pause(stepMs, context.signal);
          throwIfAsked();
          values.set(step.knobId ?? '', step.after);
          written.push(step.id);
        }
      } catch (error) {
        for (const step of plan.steps) if (written.includes(step.id)) values.set(step.knobId ?? '', step.before ?? undefined);
        throw error;
      }
      const confirmBy = input.confirmWithinSeconds === null ? null : new Date(Date.now() + input.confirmWithinSeconds * 1000).toISOString();
      const record = replace({
        planId: plan.id,
        title: plan.title,
        profileId: plan.profileId,
        state: confirmBy === null ? 'applied' : 'awaitingConfirmation',
        risk: plan.steps.some((step) => step.risk === 'boot') ? 'boot' : 'persistent',
        createdAt: plan.createdAt,
        appliedAt: new Date().toISOString(),
        undoneAt: null,
        undoneBecause: null,
        confirmBy,
        uid: 1000,
        steps: plan.steps.map((step) => ({ step, state: 'applied', prior: step.before, problem: null })),
      });
      if (input.confirmWithinSeconds !== null) {
        countdown = setTimeout(() => {
          undoRecord(find(plan.id), 'notConfirmed');
          changed();
        }, input.confirmWithinSeconds * 1000);
      }
      changed();
      return record;
    },
    confirm: ({ planId }) => {
      throwIfAsked();
      clearTimeout(countdown);
      const record = replace({ ...find(planId), state: 'applied', confirmBy: null });
      changed();
      return record;
    },
    verify: ({ planId }) => {
      lastCheckedAt = new Date().toISOString();
      return { steps: verifySteps(planId) };
    },
    undo: async ({ planId, knobId, all, force }, context) => {
      throwIfAsked();
      clearTimeout(countdown);
      const live = records.filter((record) => record.state !== 'undone');
      const chosen = all || knobId !== null ? live : planId === null ? live.slice(0, 1) : [find(planId)];
      if (chosen.length === 0) throw new AppError('plan.nothingToUndo', 'there is nothing to undo', { details: {} });
      context.report({ stepId: null, done: 0, total: chosen.length, message: 'Putting old values back' });
      await pause(stepMs, context.signal);
      const steps = chosen.flatMap((record) =>
        record.steps
          .filter((entry) => knobId === null || entry.step.knobId === knobId)
          .map((entry) => {
            const conflict = !force && values.get(entry.step.knobId ?? '') !== entry.step.after;
            return {
              planId: record.planId,
              stepId: entry.step.id,
              title: entry.step.title,
              outcome: conflict ? ('conflict' as const) : ('restored' as const),
              detail: conflict ? 'Somebody else changed it since.' : `Back to ${entry.prior ?? 'nothing'}.`,
            };
          }),
      );
      if (knobId !== null) {
        for (const { record, entry } of stepsInForce()) {
          if (entry.step.knobId !== knobId) continue;
          values.set(knobId, entry.prior ?? undefined);
          const rest = record.steps.map((one) => (one === entry ? { ...one, state: 'undone' as const } : one));
          replace({ ...record, state: rest.some((one) => one.state === 'applied') ? 'partlyUndone' : 'undone', steps: rest });
        }
      } else if (!steps.some((step) => step.outcome === 'conflict')) {
        for (const record of chosen) undoRecord(record, 'user');
      }
      changed();
      return { undonePlans: chosen.map((record) => record.planId), steps };
    },
    status: () => status(),
    history: ({ limit, before }) => ({ plans: records.filter((record) => before === null || record.createdAt < before).slice(0, limit) }),
    changed: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  return {
    implementation,
    records: () => records,
    valueOf: (knobId) => values.get(knobId),
    drift: (knobId, value) => {
      values.set(knobId, value);
      changed();
    },
    lastInput: () => lastInput,
    stop: () => {
      clearTimeout(countdown);
    },
  };
}
