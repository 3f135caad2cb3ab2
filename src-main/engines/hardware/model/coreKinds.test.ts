import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoreFacts, groupCores } from './coreKinds.ts';

function cores(first: number, count: number, facts: Partial<CoreFacts>): readonly CoreFacts[] {
  return Array.from({ length: count }, (_, index) => ({ cpu: first + index, threadsOnCore: 1, ...facts }));
}

function kinds(all: readonly CoreFacts[]): readonly string[] {
  return groupCores(all).map((group) => `${group.kind} ${String(group.cpus[0])}-${String(group.cpus.at(-1))}`);
}

describe('kinds of cores', () => {
  it('takes the kernel’s own lists where there are some', () => {
    const all = [...cores(0, 16, { listedAs: 'performance', threadsOnCore: 2 }), ...cores(16, 16, { listedAs: 'efficiency' })];
    expect(kinds(all)).toEqual(['performance 0-15', 'efficiency 16-31']);
  });

  it('finds the low-power island by its missing third-level cache', () => {
    const all = [
      ...cores(0, 12, { listedAs: 'performance', hasL3: true }),
      ...cores(12, 8, { listedAs: 'efficiency', hasL3: true }),
      ...cores(20, 2, { listedAs: 'efficiency', hasL3: false }),
    ];
    expect(kinds(all)).toEqual(['performance 0-11', 'efficiency 12-19', 'lowPower 20-21']);
    const named = [...cores(0, 8, { listedAs: 'performance' }), ...cores(8, 2, { listedAs: 'lowPower' })];
    expect(kinds(named)).toEqual(['performance 0-7', 'lowPower 8-9']);
  });

  it('tells designs by their caches when nothing else is known', () => {
    const all = [
      ...cores(0, 8, { l1DataBytes: 49_152, l2Bytes: 1_310_720, threadsOnCore: 2 }),
      ...cores(8, 8, { l1DataBytes: 32_768, l2Bytes: 2_097_152 }),
    ];
    expect(kinds(all)).toEqual(['performance 0-7', 'efficiency 8-15']);
  });

  it('does not take favoured cores for another kind', () => {
    const x3d = [...cores(0, 16, { maxKHz: 5_250_000 }), ...cores(16, 16, { maxKHz: 5_700_000 })];
    expect(kinds(x3d)).toEqual(['uniform 0-31']);
    expect(kinds([...cores(0, 2, { maxKHz: 4_200_000 }), ...cores(2, 10, { maxKHz: 3_800_000 })])).toEqual(['uniform 0-11']);
    expect(kinds([...cores(0, 7, { capacity: 1009 }), ...cores(7, 1, { capacity: 1024 })])).toEqual(['uniform 0-7']);
  });

  it('sees dense cores of the same design by their much lower clock', () => {
    const same = { l1DataBytes: 49_152, l2Bytes: 1_048_576, threadsOnCore: 2 };
    const strix = [...cores(0, 8, { ...same, maxKHz: 5_157_000 }), ...cores(8, 16, { ...same, maxKHz: 3_300_000 })];
    expect(kinds(strix)).toEqual(['performance 0-7', 'efficiency 8-23']);
  });

  it('ranks three designs of a phone-like chip', () => {
    const all = [
      ...cores(0, 4, { design: 'little', capacity: 250 }),
      ...cores(4, 3, { design: 'big', capacity: 800 }),
      ...cores(7, 1, { design: 'prime', capacity: 1024 }),
    ];
    expect(kinds(all)).toEqual(['performance 7-7', 'efficiency 4-6', 'lowPower 0-3']);
  });

  it('calls cores uniform that say nothing about themselves', () => {
    expect(kinds(cores(0, 4, {}))).toEqual(['uniform 0-3']);
    expect(groupCores([])).toEqual([]);
  });

  it('puts every CPU into exactly one group, whatever the facts', () => {
    const fact = fc.record({
      threadsOnCore: fc.integer({ min: 1, max: 8 }),
      capacity: fc.option(fc.nat(1024), { nil: undefined }),
      maxKHz: fc.option(fc.nat(6_000_000), { nil: undefined }),
      l1DataBytes: fc.option(fc.constantFrom(32_768, 49_152), { nil: undefined }),
      hasL3: fc.option(fc.boolean(), { nil: undefined }),
      listedAs: fc.option(fc.constantFrom('performance' as const, 'efficiency' as const), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), (facts) => {
        const groups = groupCores(facts.map((one, cpu) => ({ cpu, ...one })));
        expect(groups.flatMap((group) => [...group.cpus]).sort((a, b) => a - b)).toEqual(facts.map((_, cpu) => cpu));
        if (groups.length > 1) expect(groups[0]?.kind).toBe('performance');
      }),
    );
  });
});
