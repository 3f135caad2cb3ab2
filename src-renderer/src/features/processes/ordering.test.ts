import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProcessTable } from '../../../../src-main/contracts/processes.ts';
import { tableOf } from '../../../testSupport/processTables.ts';
import { columns, firstDirection, nextSorting } from './columns.ts';
import { filterOf } from './filtering.ts';
import { allRows, comparison } from './ordering.ts';
import { flatRows, parentRows, treeRows } from './tree.ts';

function pids(table: ProcessTable, rows: readonly number[]): readonly (number | undefined)[] {
  return rows.map((row) => table.pid[row]);
}

const links = fc.uniqueArray(fc.record({ pid: fc.integer({ min: 1, max: 60 }), parentPid: fc.integer({ min: 0, max: 60 }) }), {
  selector: (row) => row.pid,
  maxLength: 60,
});

describe('sorting', () => {
  const table = tableOf([
    { pid: 10, name: 'zsh', cpuPercent: 5, cgroup: 'b' },
    { pid: 11, name: 'Apache', cpuPercent: null, cgroup: 'a' },
    { pid: 12, name: 'node', cpuPercent: 90, cgroup: 'b' },
    { pid: 9, name: 'node', cpuPercent: 5, cgroup: 'a' },
  ]);

  it('puts the largest first, what is not known last, and equal rows in the order of their pids', () => {
    const rows = allRows(table).sort(comparison(table, { by: 'cpu', descending: true }));
    expect(pids(table, rows)).toEqual([12, 9, 10, 11]);
    const rising = allRows(table).sort(comparison(table, { by: 'cpu', descending: false }));
    expect(pids(table, rising)).toEqual([9, 10, 12, 11]);
  });

  it('sorts words without regard to case', () => {
    const rows = allRows(table).sort(comparison(table, { by: 'name', descending: false }));
    expect(rows.map((row) => table.name[row])).toEqual(['Apache', 'node', 'node', 'zsh']);
  });

  it('begins with the largest for figures and with A for words, and turns when asked again', () => {
    expect(firstDirection('memory')).toEqual({ by: 'memory', descending: true });
    expect(firstDirection('user')).toEqual({ by: 'user', descending: false });
    expect(nextSorting({ by: 'memory', descending: true }, 'memory')).toEqual({ by: 'memory', descending: false });
  });

  it('is a whole order for every column, whatever is unknown', () => {
    const rows = fc.array(fc.record({ pid: fc.nat(), cpuPercent: fc.option(fc.double({ min: 0, noNaN: true })), name: fc.string() }));
    fc.assert(
      fc.property(rows, fc.constantFrom(...columns.map((column) => column.id)), fc.boolean(), (made, by, descending) => {
        const one = tableOf(made);
        const compare = comparison(one, { by, descending });
        const sorted = allRows(one).sort(compare);
        expect(new Set(sorted).size).toBe(one.count);
        for (let place = 1; place < sorted.length; place += 1) {
          expect(compare(sorted[place - 1] ?? 0, sorted[place] ?? 0)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});

describe('filter', () => {
  const table = tableOf([
    { pid: 4242, name: 'postgres', user: 'postgres', command: '/usr/bin/postgres -D /data', cgroup: 'postgresql.service' },
    { pid: 17, name: 'Xorg', user: 'root', command: '/usr/lib/Xorg :0', cgroup: 'session-2.scope' },
  ]);
  const found = (text: string): readonly number[] => allRows(table).filter(filterOf(table, text) ?? (() => true));

  it('looks into name, command, user, pid and service, in any case', () => {
    expect(found('xorg')).toEqual([1]);
    expect(found('4242')).toEqual([0]);
    expect(found('-d /DATA')).toEqual([0]);
    expect(found('session-2')).toEqual([1]);
  });

  it('wants all words, in any field', () => {
    expect(found('root session')).toEqual([1]);
    expect(found('root data')).toEqual([]);
  });

  it('takes characters of patterns as they are', () => {
    expect(found('.*')).toEqual([]);
  });

  it('finds everything for an empty text', () => {
    expect(filterOf(table, '   ')).toBeNull();
  });
});

describe('tree', () => {
  const table = tableOf([
    { pid: 1, parentPid: 0, name: 'init' },
    { pid: 20, parentPid: 1, name: 'shell' },
    { pid: 30, parentPid: 20, name: 'make' },
    { pid: 40, parentPid: 999, name: 'orphan' },
  ]);
  const byPid = comparison(table, { by: 'pid', descending: false });

  it('puts children under their parents and makes a root of who has none in the table', () => {
    const shown = treeRows(table, byPid, null, new Set());
    expect(pids(table, shown.rows)).toEqual([1, 20, 30, 40]);
    expect(shown.depths).toEqual([0, 1, 2, 0]);
    expect([...(shown.parents ?? [])]).toEqual([0, 1]);
  });

  it('hides what is below a closed row', () => {
    const shown = treeRows(table, byPid, null, new Set(['20.100']));
    expect(pids(table, shown.rows)).toEqual([1, 20, 40]);
  });

  it('shows what the filter finds with everything above it, also below a closed row', () => {
    const shown = treeRows(table, byPid, filterOf(table, 'make'), new Set(['20.100']));
    expect(pids(table, shown.rows)).toEqual([1, 20, 30]);
  });

  it('ends at a circle of parents, and at a process that is its own parent', () => {
    const circle = tableOf([
      { pid: 5, parentPid: 6 },
      { pid: 6, parentPid: 5 },
      { pid: 7, parentPid: 7 },
    ]);
    const shown = treeRows(circle, comparison(circle, { by: 'pid', descending: false }), null, new Set());
    expect([...pids(circle, shown.rows)].sort()).toEqual([5, 6, 7]);
  });

  it('shows every process exactly once, whatever the parents are', () => {
    fc.assert(
      fc.property(links, (made) => {
        const one = tableOf(made);
        const compare = comparison(one, { by: 'pid', descending: false });
        const shown = treeRows(one, compare, null, new Set());
        expect([...shown.rows].sort((a, b) => a - b)).toEqual(allRows(one));
        // Each step down is one level, and roots have no parent that is shown.
        shown.rows.forEach((row, place) => {
          const depth = shown.depths?.[place] ?? -1;
          expect(depth).toBeLessThanOrEqual((shown.depths?.[place - 1] ?? -1) + 1);
          expect(depth === 0).toBe(parentRows(one)[row] === -1);
        });
        expect(flatRows(one, compare, null).rows).toHaveLength(one.count);
      }),
    );
  });

  it('takes a chain of ten thousand without running out of stack', () => {
    const chain = tableOf(Array.from({ length: 10_000 }, (_, index) => ({ pid: index + 1, parentPid: index })));
    const shown = treeRows(chain, comparison(chain, { by: 'pid', descending: false }), null, new Set());
    expect(shown.depths?.at(-1)).toBe(9_999);
  });
});
