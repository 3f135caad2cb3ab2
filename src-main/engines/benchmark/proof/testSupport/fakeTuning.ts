/** The tuning of a machine in memory: its knobs, and Plans for values. */
import { AppError } from '../../../../contracts/errors.ts';
import type { KnobState } from '../../../../contracts/tuning.ts';
import { ok } from '../../../../contracts/value.ts';
import type { TuningPort } from '../../../../services/ports.ts';

/** `announced` gets the values that were in force whenever the tuning was told that something changed. */
export function createFakeTuning(
  values: ReadonlyMap<string, string>,
  change: (state: KnobState) => KnobState,
  announced: Readonly<Record<string, string>>[],
): TuningPort {
  const knobs = (): readonly KnobState[] => [...values].map(([id, value]) => change(knobState(id, value)));
  return {
    announce() {
      announced.push(Object.fromEntries(values));
      return Promise.resolve();
    },
    knobs: () => Promise.resolve(knobs()),
    profileValues: () => Promise.resolve({ 'vm.swappiness': '10', 'boot.iommu': 'pt' }),
    planFor: ({ values: wanted, title, persist }) => {
      const steps = Object.entries(wanted).flatMap(([id, value], index) => {
        const state = knobs().find((knob) => knob.id === id);
        if (state?.decision === 'leftAlone') {
          throw new AppError('proof.notPossible', `${id} is blocked`, { details: { problem: `${id} is blocked` } });
        }
        if (values.get(id) === value) return [];
        return [
          {
            id: `s${String(index + 1)}`,
            knobId: id,
            title: `${id}: ${values.get(id) ?? ''} → ${value}`,
            operation: { kind: 'sysctl.set' as const, key: 'vm.swappiness', value },
            risk: persist ? ('persistent' as const) : ('reversible' as const),
            before: values.get(id) ?? '',
            after: value,
            why: '',
            evidence: [],
          },
        ];
      });
      const plan = { version: 1 as const, id: 'tune-1', title, createdAt: '2026-01-01T00:00:00.000Z', profileId: null, steps };
      return Promise.resolve(steps.length === 0 ? null : plan);
    },
  };
}

export function knobState(id: string, now: string, changes: Partial<KnobState> = {}): KnobState {
  return {
    id,
    title: id,
    meaning: '',
    group: id.startsWith('boot.') ? 'boot' : 'memory',
    tier: 'B',
    risk: 'reversible',
    danger: null,
    location: '',
    now: ok(now),
    allowed: ok({ kind: 'text', hint: '' }),
    proposed: null,
    why: '',
    decision: 'offered',
    owner: { kind: 'nobody', name: 'nobody', why: '' },
    evidence: [],
    unit: null,
    ...changes,
  };
}
