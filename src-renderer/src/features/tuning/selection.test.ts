import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnobState } from '../../../../src-main/contracts/tuning.ts';
import { ok } from '../../../../src-main/contracts/value.ts';
import { knobs } from '../../../testSupport/knobs.ts';
import {
  acceptDanger,
  carriedOver,
  choose,
  defaultSelection,
  grouped,
  matchesSearch,
  obstacleOf,
  planInputOf,
  setValue,
  takeOver,
  valueProblem,
} from './selection.ts';

function knob(id: string): KnobState {
  const found = knobs.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no knob ${id}`);
  return found;
}
const start = defaultSelection(knobs);

describe('choosing', () => {
  it('ticks only what the profile proposes', () => {
    expect([...start.chosen]).toEqual(['cpu.energyPreference', 'vm.swappiness', 'vm.dirtyBytes', 'storage.sda.scheduler']);
  });

  it('asks before a danger and before taking over, and locks what cannot be', () => {
    expect(obstacleOf(knob('boot.mitigations'), start)).toBe('consent');
    expect(obstacleOf(knob('power.pcieAspm'), start)).toBe('owner');
    expect(obstacleOf(knob('kernel.numaBalancing'), start)).toBe('notApplicable');
    expect(obstacleOf(knob('vm.maxMapCount'), start)).toBe('alreadyThere');
    expect(obstacleOf(knob('memory.transparentHugePages'), start)).toBe('none');
  });

  it('sends a danger only with its consent', () => {
    const accepted = acceptDanger(start, 'boot.mitigations');
    expect(planInputOf(accepted, knobs, true)).toMatchObject({ acceptDangers: ['boot.mitigations'], includeTierB: false });
    expect(planInputOf(choose(accepted, 'boot.mitigations', false), knobs, true).acceptDangers).toEqual([]);
  });

  it('asks for consent again when the dangerous value changes', () => {
    const accepted = acceptDanger(start, 'boot.mitigations');
    const changed = setValue(accepted, knob('boot.mitigations'), 'auto,nosmt');
    expect(changed.accepted.has('boot.mitigations')).toBe(false);
    expect(changed.chosen.has('boot.mitigations')).toBe(false);
  });

  it('overrides owners only when a knob was taken over', () => {
    expect(planInputOf(start, knobs, true).overrideOwners).toBe(false);
    expect(planInputOf(takeOver(start, 'power.pcieAspm'), knobs, false)).toMatchObject({ overrideOwners: true, persist: false });
  });

  it('uses the user’s own value, and forgets it when it is the profile’s', () => {
    const own = setValue(start, knob('vm.swappiness'), '30');
    expect(planInputOf(own, knobs, true).values).toEqual({ 'vm.swappiness': '30' });
    expect(setValue(own, knob('vm.swappiness'), '10').values).toEqual({});
    expect(setValue(own, knob('vm.swappiness'), '60').chosen.has('vm.swappiness')).toBe(false);
  });

  it('never plans a knob that was not chosen', () => {
    const ids = knobs.map((one) => one.id);
    fc.assert(
      fc.property(fc.subarray(ids), fc.subarray(ids), fc.subarray(ids), (chosen, accepted, takenOver) => {
        const input = planInputOf(
          { chosen: new Set(chosen), values: { [ids[0]!]: 'x' }, accepted: new Set(accepted), takenOver: new Set(takenOver) },
          knobs,
          true,
        );
        expect(new Set(input.only)).toEqual(new Set(chosen));
        expect(input.acceptDangers.every((id) => chosen.includes(id))).toBe(true);
        expect(Object.keys(input.values).every((id) => chosen.includes(id))).toBe(true);
      }),
    );
  });
});

describe('carriedOver', () => {
  it('keeps what the user decided and ticks what is newly proposed', () => {
    const decided = choose(choose(start, 'vm.swappiness', false), 'memory.transparentHugePages', true);
    const after = knobs.map((one): KnobState => {
      if (one.id === 'cpu.energyPreference') return { ...one, now: ok('performance'), decision: 'alreadyThere' };
      return one.id === 'storage.nvme0n1.scheduler' ? { ...one, decision: 'propose', proposed: 'kyber' } : one;
    });
    expect([...carriedOver(decided, knobs, after).chosen].sort()).toEqual([
      'memory.transparentHugePages',
      'storage.nvme0n1.scheduler',
      'storage.sda.scheduler',
      'vm.dirtyBytes',
    ]);
  });

  it('drops what the machine no longer has', () => {
    const own = setValue(start, knob('vm.swappiness'), '30');
    const without = knobs.filter((one) => one.id !== 'vm.swappiness');
    const carried = carriedOver(own, knobs, without);
    expect(carried.values).toEqual({});
    expect(carried.chosen.has('vm.swappiness')).toBe(false);
  });
});

describe('values', () => {
  it.each([
    ['vm.swappiness', '201', 'A number from 0 to 200'],
    ['vm.swappiness', '10', null],
    ['vm.swappiness', 'ten', 'A number from 0 to 200'],
    ['cpu.energyPreference', 'warp', 'One of: default, performance, balance_performance, balance_power, power'],
    ['cpu.energyPreference', 'power', null],
    ['cpu.energyPreference', 'power\n', 'One line of plain characters, please.'],
  ])('%s = %j: %s', (id, value, problem) => {
    expect(valueProblem(knob(id), value)).toBe(problem);
  });
});

describe('finding', () => {
  it('finds by every word in title, place or reason', () => {
    expect(knobs.filter((one) => matchesSearch(one, 'scheduler sda')).map((one) => one.id)).toEqual(['storage.sda.scheduler']);
    expect(knobs.filter((one) => matchesSearch(one, 'TLP')).map((one) => one.id)).toEqual(['power.pcieAspm']);
  });

  it('puts what can be done before what cannot, and loses nothing', () => {
    const groups = grouped(knobs);
    expect(groups.flatMap((group) => group.knobs)).toHaveLength(knobs.length);
    const memory = groups.find((group) => group.group === 'memory')?.knobs.map((one) => one.decision);
    expect(memory).toEqual(['propose', 'propose', 'offered', 'notApplicable']);
  });
});
