import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ioPriorityText, packIoPriority, unpackIoPriority } from './ioPriority.ts';
import { hasEnded, parseProcessStat } from './processStat.ts';

describe('parseProcessStat', () => {
  const rest = '4 5 6 34816 -1 4194304 10 11 12 13 14 15 16 17 -2 -19 20 0 22 23000000 24';

  it('takes each field from its place, whatever the name holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(') R 1 2', '\n', ') (', '((')), (name) => {
        expect(parseProcessStat(`123 (${name}) S ${rest} 0 0\n`)).toEqual({
          pid: 123,
          name,
          state: 'S',
          parentPid: 4,
          isKernelThread: false,
          nice: -19,
          startTicks: 22,
          workTicks: 14 + 15 + 16 + 17,
        });
      }),
    );
  });

  it('knows kernel threads and ended processes', () => {
    const thread = parseProcessStat(`2 (kthreadd) S ${rest.replace('4194304', '2129984')}\n`);
    expect(thread?.isKernelThread).toBe(true);
    expect([thread, parseProcessStat(`7 (a) Z ${rest}\n`)].map((stat) => stat !== undefined && hasEnded(stat))).toEqual([false, true]);
  });

  it('reads this process, and refuses anything else without throwing', () => {
    expect(parseProcessStat(readFileSync('/proc/self/stat', 'latin1'))?.pid).toBe(process.pid);
    for (const wrong of ['', '1', '1 (a', '1 (a) S', '1 (a) S 1 2 3', 'x (a) S 1', `0 (a) S ${rest}`]) {
      expect(parseProcessStat(wrong)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (text) => parseProcessStat(text) === undefined));
  });
});

describe('I/O priority', () => {
  it('is packed and unpacked as the kernel does it', () => {
    expect(unpackIoPriority(0)).toEqual({ class: 'none', level: 0 });
    expect(unpackIoPriority((2 << 13) | 6)).toEqual({ class: 'best-effort', level: 6 });
    expect(unpackIoPriority(7 << 13)).toBeUndefined();
    expect(packIoPriority({ class: 'idle', level: 7 })).toBe((3 << 13) | 7);
    expect(packIoPriority({ class: 'none', level: 4 })).toBe(0);
    expect(ioPriorityText({ class: 'best-effort', level: 3 })).toBe('best-effort 3');
    expect(ioPriorityText({ class: 'idle', level: 3 })).toBe('idle');
  });
});
