import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleRow } from '../testSupport/monitorSamples.ts';
import { cursorIndex, initialState, pressKey, rowKey, type Shown, type Step, type TopState } from './state.ts';

const rows = [10, 11, 12, 13, 14].map((pid) => sampleRow({ pid, name: `p${String(pid)}`, nice: 3 }));
const shown: Shown = { keys: rows.map(rowKey), processAt: (index) => rows[index], pageRows: 2 };
const start = initialState({ sort: 'cpu', filter: '', tree: false });

function press(state: TopState, ...keys: string[]): Step {
  return keys.reduce<Step>((step, key) => pressKey(step.state, key, shown), { state });
}

describe('cursor', () => {
  it('moves within the rows, by one, by a page, to both ends', () => {
    const index = (...keys: string[]): number => cursorIndex(press(start, ...keys).state.cursor, shown.keys);
    expect(index()).toBe(0);
    expect(index('up')).toBe(0);
    expect(index('down', 'down')).toBe(2);
    expect(index('pageDown', 'pageDown', 'pageDown')).toBe(4);
    expect(index('end', 'up')).toBe(3);
    expect(index('end', 'home')).toBe(0);
  });

  it('stays with its process when the order changes, and near where it was when that is gone', () => {
    const { cursor } = press(start, 'down', 'down').state;
    expect(cursorIndex(cursor, [...shown.keys].reverse())).toBe(2);
    expect(cursorIndex(cursor, ['x', rowKey(rows[2] ?? sampleRow())])).toBe(1);
    expect(cursorIndex(cursor, ['x', 'y'])).toBe(1);
    expect(cursorIndex(cursor, [])).toBe(-1);
  });

  it('is at the top until somebody moves it, whoever is there', () => {
    expect(cursorIndex(start.cursor, ['b', 'a'])).toBe(0);
  });
});

describe('order, filter and views', () => {
  it.each([
    ['m', 'memory'],
    ['i', 'io'],
    ['g', 'gpu'],
    ['p', 'pid'],
    ['n', 'name'],
    ['u', 'user'],
    ['T', 'threads'],
    ['c', 'cpu'],
    ['>', 'memory'],
    ['<', 'threads'],
  ])('%s orders by %s', (key, sort) => {
    expect(press(start, key).state.sort).toBe(sort);
  });

  it('R turns the order round, and another order starts afresh', () => {
    expect(press(start, 'R').state.reversed).toBe(true);
    expect(press(start, 'R', 'm').state.reversed).toBe(false);
  });

  it('/ takes letters that are commands otherwise; Enter keeps them, Escape takes them back', () => {
    expect(press(start, '/', 'q', 'k', 'x', 'backspace').state.filter).toBe('qk');
    expect(press(start, '/', 'q', 'enter').state).toMatchObject({ filter: 'q', mode: { kind: 'list' } });
    expect(press({ ...start, filter: 'old' }, '/', 'q', 'escape').state).toMatchObject({ filter: 'old', mode: { kind: 'list' } });
    expect(press({ ...start, filter: 'old' }, 'escape').state.filter).toBe('');
    expect(press(start, '/', '😀', 'backspace').state.filter).toBe('');
  });

  it('s changes to services, where no process can be signalled', () => {
    const services = press(start, 's').state;
    expect(services.view).toBe('services');
    const noProcesses: Shown = { ...shown, processAt: () => undefined };
    const tried = pressKey(services, 'k', noProcesses);
    expect(tried.state.message?.bad).toBe(true);
    expect(tried.state.mode.kind).toBe('list');
    expect(press(services, 'm').state.groupSort).toBe('memory');
    expect(press(services, '>').state.groupSort).toBe('memory');
  });

  it('q quits, ? explains, and any key goes back', () => {
    expect(press(start, 'q').effect).toEqual({ kind: 'quit' });
    expect(press(start, '?').state.mode.kind).toBe('help');
    expect(press(start, '?', 'q')).toMatchObject({ state: { mode: { kind: 'list' } } });
  });
});

describe('signals', () => {
  it('asks which, and again whether; only y sends it', () => {
    const chosen = press(start, 'down', 'k', 'down', 'enter');
    expect(chosen.state.mode).toMatchObject({ kind: 'confirm', signal: 'KILL', target: { pid: 11 } });
    expect(chosen.effect).toBeUndefined();
    expect(pressKey(chosen.state, 'y', shown).effect).toMatchObject({ kind: 'signal', signal: 'KILL', target: { pid: 11, startTicks: 7 } });
    for (const key of ['enter', 'n', 'escape', 'q']) expect(pressKey(chosen.state, key, shown).effect).toBeUndefined();
    expect(press(start, 'k', '5').state.mode).toMatchObject({ kind: 'confirm', signal: 'STOP' });
    expect(press(start, 'k', 'up').state.mode).toMatchObject({ kind: 'signal', index: 7 });
    expect(press(start, 'k', 'escape').state.mode.kind).toBe('list');
    expect(press(start, 'k', '9').state.mode.kind).toBe('signal');
  });

  it('goes to the process that was chosen, also when another one has taken its place meanwhile', () => {
    const chosen = press(start, 'k', 'enter').state;
    const others: Shown = { ...shown, keys: ['x'], processAt: () => sampleRow({ pid: 999 }) };
    expect(pressKey(chosen, 'y', others).effect).toMatchObject({ target: { pid: 10 } });
  });

  it('no random keys send anything without a y right after the choice', () => {
    const key = fc.constantFrom('k', 'enter', 'up', 'down', 'escape', 'q', '1', '2', 's', '/', 'r', 't', 'x', 'backspace', '-', '5');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 30 }), (keys) => {
        let state = start;
        for (const one of keys) {
          const step = pressKey(state, one, shown);
          expect(step.effect?.kind).not.toBe('signal');
          state = step.state;
        }
      }),
    );
  });
});

describe('nice', () => {
  it('takes a number from -20 to 19 and says so otherwise', () => {
    expect(press(start, 'r', '-', '5', 'enter').effect).toMatchObject({ kind: 'nice', nice: -5, target: { pid: 10 } });
    expect(press(start, 'r', '1', 'x', '0', 'enter').effect).toMatchObject({ nice: 10 });
    const wrong = press(start, 'r', '9', '9', 'enter');
    expect(wrong.effect).toBeUndefined();
    expect(wrong.state.message?.text).toContain('-20 to 19');
    expect(press(start, 'r', 'enter').effect).toBeUndefined();
    expect(press(start, 'r', '1', 'escape').state.mode.kind).toBe('list');
  });
});

describe('detail', () => {
  it('opens, moves to the next one, signals from there, and closes', () => {
    const opened = press(start, 'enter');
    expect(opened).toMatchObject({ effect: { kind: 'detail', target: { pid: 10 } }, state: { mode: { kind: 'detail' } } });
    expect(pressKey(opened.state, 'down', shown)).toMatchObject({ effect: { kind: 'detail', target: { pid: 11 } } });
    expect(pressKey(opened.state, 'k', shown).state.mode.kind).toBe('signal');
    expect(pressKey(opened.state, 'q', shown)).toMatchObject({ state: { mode: { kind: 'list' } } });
    expect(pressKey(opened.state, 'q', shown).effect).toBeUndefined();
  });
});
