/** What differs between two environments, in words. Pure. */
import type { RunComparison } from '../../../contracts/benchmark.ts';
import type { RunEnvironment } from '../../../contracts/benchmarkResult.ts';
import type { Reading } from '../../../contracts/value.ts';

export type Difference = RunComparison['differences'][number];

type Field = readonly [what: string, words: (environment: RunEnvironment) => string];

const fields: readonly Field[] = [
  ['Processor', (one) => words(one.cpu)],
  ['Processor threads', (one) => words(one.cpuThreads)],
  ['Memory', (one) => memory(one.memoryBytes)],
  ['NUMA nodes', (one) => words(one.numaNodes)],
  ['Distribution', (one) => words(one.distribution)],
  ['Kernel', (one) => words(one.kernel)],
  ['Kernel command line', (one) => words(one.commandLine)],
  ['Mitigations', (one) => words(one.mitigations)],
  ['Virtualization', (one) => words(one.virtualization)],
  ['Governor', (one) => words(one.governor)],
  ['Energy preference', (one) => words(one.energyPreference)],
  ['Boost', (one) => words(one.boost)],
  ['Transparent huge pages', (one) => words(one.transparentHugePages)],
  ['Power', (one) => words(one.power)],
  ['Profile', (one) => one.profileId ?? 'not known'],
  ['Settings in force', (one) => (one.stepsInForce === null ? 'not known' : String(one.stepsInForce))],
  ['Product', (one) => one.product],
];

/** Empty when they are the same. `base` and `other` say "not known" where an environment does not tell. */
export function environmentDifferences(base: RunEnvironment | null, other: RunEnvironment | null): Difference[] {
  if (base === null || other === null) {
    if (base === other) return [];
    return [{ what: 'Environment', base: base === null ? 'not known' : 'known', other: other === null ? 'not known' : 'known' }];
  }
  const plain = fields.flatMap(([what, of]) => differing(what, of(base), of(other)));
  return [...plain, ...gpuDifferences(base, other)];
}

/** By their place in the list: machines with several of one kind list them in the order of their slots. */
function gpuDifferences(base: RunEnvironment, other: RunEnvironment): Difference[] {
  const count = Math.max(base.gpus.length, other.gpus.length);
  return Array.from({ length: count }, (_none, index) => index).flatMap((index) => {
    const before = base.gpus[index];
    const after = other.gpus[index];
    const name = count === 1 ? 'GPU' : `GPU ${String(index + 1)}`;
    if (before === undefined || after === undefined) return differing(name, before?.name ?? 'none', after?.name ?? 'none');
    return [
      ...differing(name, before.name, after.name),
      ...differing(`${name} driver`, before.driver, after.driver),
      ...differing(`${name} link`, before.link, after.link),
    ];
  });
}

function differing(what: string, base: string, other: string): Difference[] {
  return base === other ? [] : [{ what, base, other }];
}

function words(reading: Reading<string | number>): string {
  if (reading.status === 'ok') return String(reading.value);
  return reading.status === 'absent' ? 'none' : 'not known';
}

function memory(reading: Reading<number>): string {
  return reading.status === 'ok' ? `${(reading.value / 1_073_741_824).toFixed(1)} GiB` : words(reading);
}
