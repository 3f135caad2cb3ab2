/**
 * Which cores are of a different kind. Only a real difference of design or a
 * wide gap in capacity counts: favoured cores of one kind differ by a few
 * percent in top frequency, and AMD's preferred-core numbers are a ranking
 * and not a measure (Linux, Documentation/admin-guide/pm/amd-pstate.rst).
 */

export type CoreKind = 'performance' | 'efficiency' | 'lowPower' | 'uniform';

/** What is known of one logical CPU; undefined where the machine does not say. */
export interface CoreFacts {
  readonly cpu: number;
  /** Logical CPUs on its core. */
  readonly threadsOnCore: number;
  /** /sys/devices/cpu_core, cpu_atom or cpu_lowpower lists it. */
  readonly listedAs?: CoreKind | undefined;
  /** Implementer and part number on ARM. */
  readonly design?: string | undefined;
  readonly capacity?: number | undefined;
  readonly maxKHz?: number | undefined;
  readonly l1DataBytes?: number | undefined;
  readonly l2Bytes?: number | undefined;
  readonly hasL3?: boolean | undefined;
}

export interface CoreGroup {
  readonly kind: CoreKind;
  readonly cpus: readonly number[];
}

// The narrowest real pair on the market (Core Ultra 200S: 5.7 and 4.6 GHz) is 1.24 apart; favoured cores stay below 1.1.
const capacityGap = 1.2;

/** One `uniform` group on ordinary machines; on hybrid ones fastest first. */
export function groupCores(cpus: readonly CoreFacts[]): readonly CoreGroup[] {
  const groups = splitLowPower(listedGroups(cpus) ?? designGroups(cpus));
  if (groups.length <= 1) return cpus.length === 0 ? [] : [{ kind: 'uniform', cpus: cpus.map((one) => one.cpu) }];
  return groups.map(({ kind, members }) => ({ kind, cpus: members.map((one) => one.cpu).sort((a, b) => a - b) }));
}

interface KindGroup {
  readonly kind: CoreKind;
  readonly members: readonly CoreFacts[];
}

/** The kernel names the kinds itself: Intel since 5.13 has one perf PMU for each. */
function listedGroups(cpus: readonly CoreFacts[]): readonly KindGroup[] | undefined {
  if (cpus.length === 0 || cpus.some((one) => one.listedAs === undefined)) return undefined;
  return (['performance', 'efficiency', 'lowPower'] as const)
    .map((kind) => ({ kind, members: cpus.filter((one) => one.listedAs === kind) }))
    .filter((group) => group.members.length > 0);
}

function designGroups(cpus: readonly CoreFacts[]): readonly KindGroup[] {
  const byDesign = groupBy(cpus, designOf);
  const groups = (byDesign.length > 1 ? byDesign : splitAtGaps(cpus)).toSorted(compareStrength);
  return groups.map((members, index) => ({ kind: rankName(index, groups.length), members }));
}

function rankName(index: number, count: number): CoreKind {
  if (index === 0) return 'performance';
  return index === 1 || index < count - 1 ? 'efficiency' : 'lowPower';
}

/** Cores of one design have the same first- and second-level caches. */
function designOf(core: CoreFacts): string {
  return core.design ?? `${String(core.l1DataBytes)}/${String(core.l2Bytes)}`;
}

/** Equal designs can still differ widely in speed: AMD's dense cores, or phone-like chips. */
function splitAtGaps(cpus: readonly CoreFacts[]): readonly (readonly CoreFacts[])[] {
  const strengthOf = measureFor(cpus);
  if (strengthOf === undefined) return [cpus];
  const sorted = [...cpus].sort((a, b) => strengthOf(a) - strengthOf(b));
  const groups: CoreFacts[][] = [];
  let previous: number | undefined;
  for (const core of sorted) {
    const strength = strengthOf(core);
    const last = groups.at(-1);
    if (last === undefined || previous === undefined || strength > previous * capacityGap) groups.push([core]);
    else last.push(core);
    previous = strength;
  }
  return groups;
}

/** Capacity where every CPU has one, else top frequency, else nothing can be said. */
function measureFor(cpus: readonly CoreFacts[]): ((core: CoreFacts) => number) | undefined {
  if (cpus.every((one) => isPositive(one.capacity))) return (one) => one.capacity ?? 0;
  return cpus.every((one) => isPositive(one.maxKHz)) ? (one) => one.maxKHz ?? 0 : undefined;
}

function isPositive(value: number | undefined): boolean {
  return value !== undefined && value > 0;
}

/** Negative when `a` is the stronger group. */
function compareStrength(a: readonly CoreFacts[], b: readonly CoreFacts[]): number {
  for (const measure of [
    (one: CoreFacts) => one.capacity ?? 0,
    (one: CoreFacts) => one.maxKHz ?? 0,
    (one: CoreFacts) => one.threadsOnCore,
    (one: CoreFacts) => one.l1DataBytes ?? 0,
  ]) {
    const difference = maximum(b, measure) - maximum(a, measure);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Efficiency cores without a third-level cache, where their siblings have one, sit on the low-power island (Core Ultra 100 and later). */
function splitLowPower(groups: readonly KindGroup[]): readonly KindGroup[] {
  const performanceHasL3 = groups.some((group) => group.kind === 'performance' && group.members.every((one) => one.hasL3 === true));
  if (!performanceHasL3 || groups.length < 2) return groups;
  return groups.flatMap((group) => {
    if (group.kind !== 'efficiency') return [group];
    const island = group.members.filter((one) => one.hasL3 === false);
    if (island.length === 0 || island.length === group.members.length) return [group];
    return [
      { kind: group.kind, members: group.members.filter((one) => one.hasL3 !== false) },
      { kind: 'lowPower' as const, members: island },
    ];
  });
}

function groupBy(cpus: readonly CoreFacts[], keyOf: (core: CoreFacts) => string): readonly (readonly CoreFacts[])[] {
  const groups = new Map<string, CoreFacts[]>();
  for (const core of cpus) {
    const key = keyOf(core);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [core]);
    else group.push(core);
  }
  return [...groups.values()];
}

function maximum(cpus: readonly CoreFacts[], measure: (core: CoreFacts) => number): number {
  return cpus.reduce((most, one) => Math.max(most, measure(one)), 0);
}
