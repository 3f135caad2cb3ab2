import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProcessDetail, processAdjustment } from '../../../../src-main/contracts/processes.ts';
import { tableOf } from '../../../testSupport/processTables.ts';
import { affinityProblem, changeOf, formOfDetail } from './adjustment.ts';
import { formatCpuList, parseCpuList } from './cpuList.ts';
import { gridMove } from './gridKeys.ts';
import { signalOutcome } from './outcome.ts';
import { meIn, wayOfAdjustment, wayOfSignal } from './ownRight.ts';

const detail = {
  nice: 0,
  ioPriority: { class: 'best-effort', level: 4 },
  affinity: '0-7',
} as ProcessDetail;

describe('list of CPUs', () => {
  it('is the same after reading what was written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 60 }), (cpus) => {
        expect(parseCpuList(formatCpuList(cpus))).toEqual({ ok: true, cpus: [...cpus].sort((a, b) => a - b) });
      }),
    );
  });

  it('never throws and names what is wrong', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseCpuList(text);
        expect(parsed.ok ? parsed.cpus.length : parsed.problem.length).toBeGreaterThan(0);
      }),
    );
    expect(parseCpuList('0-3,x')).toEqual({ ok: false, problem: '“x” is not a CPU or a range such as 0-3' });
    expect(parseCpuList('5-2')).toEqual({ ok: false, problem: '“5-2” runs backwards' });
    expect(parseCpuList('9000')).toEqual({ ok: false, problem: 'there is no CPU 9000' });
    expect(parseCpuList('')).toMatchObject({ ok: false });
  });
});

describe('form of priority and CPUs', () => {
  it('asks for nothing while nothing is different', () => {
    expect(changeOf(formOfDetail(detail), detail)).toEqual({});
    expect(affinityProblem(formOfDetail({ ...detail, affinity: null }), { ...detail, affinity: null })).toBeNull();
  });

  it('asks only for what is different, in words that the contract takes', () => {
    const change = changeOf({ nice: 5, ioClass: 'idle', ioLevel: 3, affinity: '1, 0,2' }, detail);
    expect(change).toEqual({ nice: 5, ioPriority: { class: 'idle', level: 0 }, affinity: '0-2' });
    expect(processAdjustment.safeParse(change).success).toBe(true);
  });

  it('leaves a wrong list out and says what is wrong', () => {
    const form = { ...formOfDetail(detail), affinity: '0-' };
    expect(changeOf(form, detail)).toEqual({});
    expect(affinityProblem(form, detail)).toContain('is not a CPU');
  });
});

describe('own right', () => {
  const table = tableOf([
    { pid: 500, user: 'ada' },
    { pid: 1, user: 'root' },
  ]);

  it('knows the user by the service’s own process', () => {
    expect(meIn(table, { pid: 500, uid: 1000 })).toEqual({ uid: 1000, user: 'ada' });
    expect(meIn(table, { pid: 77, uid: 1000 })).toEqual({ uid: 1000, user: null });
    expect(meIn(null, { pid: 77, uid: 0 })).toEqual({ uid: 0, user: 'root' });
  });

  it('is for one’s own processes; root needs no password, and what cannot be told is tried', () => {
    expect(wayOfSignal({ uid: 1000, user: 'ada' }, 'ada')).toBe('own');
    expect(wayOfSignal({ uid: 1000, user: 'ada' }, 'root')).toBe('ask');
    expect(wayOfSignal({ uid: 0, user: 'root' }, 'ada')).toBe('own');
    expect(wayOfSignal({ uid: 1000, user: null }, 'ada')).toBe('either');
  });

  it('makes an own process less important, not more', () => {
    const me = { uid: 1000, user: 'ada' };
    expect(wayOfAdjustment(me, 'ada', 0, { nice: 5 })).toBe('own');
    expect(wayOfAdjustment(me, 'ada', 5, { nice: 0 })).toBe('ask');
    expect(wayOfAdjustment(me, 'ada', 0, { ioPriority: { class: 'realtime', level: 0 } })).toBe('ask');
    expect(wayOfAdjustment(me, 'ada', 0, { affinity: '0' })).toBe('own');
    expect(wayOfAdjustment({ uid: 0, user: 'root' }, 'ada', 5, { nice: -20 })).toBe('own');
  });
});

describe('outcome', () => {
  it('does not call it done when the Plan was put back', () => {
    const record = { title: 'End x', state: 'undone' } as Parameters<typeof signalOutcome>[1]['record'];
    expect(signalOutcome('TERM', { way: 'plan', record, ended: false })).toMatchObject({ good: false, plan: true });
    expect(signalOutcome('KILL', { way: 'own', record: null, ended: true })).toEqual({
      text: 'It has ended. Done by your own right.',
      plan: false,
      good: true,
    });
  });
});

describe('keys of the table', () => {
  const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, altKey: false, metaKey: false, ...more });
  const at = (place: number, tree = false) => ({ place, count: 100, page: 20, tree });

  it('moves inside the table and never out of it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'),
        fc.integer({ min: -1, max: 99 }),
        (name, place) => {
          const move = gridMove(key(name), at(place));
          expect(move?.kind).toBe('select');
          if (move?.kind !== 'select') return;
          expect(move.place).toBeGreaterThanOrEqual(0);
          expect(move.place).toBeLessThan(100);
        },
      ),
    );
  });

  it('types into the filter, but leaves the shortcuts of the window alone', () => {
    expect(gridMove(key('p'), at(3))).toEqual({ kind: 'type', text: 'p' });
    expect(gridMove(key('k', { ctrlKey: true }), at(3))).toBeNull();
    expect(gridMove(key('Tab'), at(3))).toBeNull();
    expect(gridMove(key('Enter'), at(-1))).toBeNull();
  });

  it('opens and closes only in a tree', () => {
    expect(gridMove(key('ArrowRight'), at(3))).toBeNull();
    expect(gridMove(key('ArrowRight'), at(3, true))).toEqual({ kind: 'expand' });
  });
});
