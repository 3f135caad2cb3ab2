/** Where a kernel runs: a command in front of it, or none. Pure. */
import type { HardwareInventory } from '../../../../contracts/hardware.ts';
import { okValue } from '../../../../contracts/value.ts';

/** A program that places the one that is given to it, and its arguments. */
export type Prefix = readonly string[];

export const anywhere: Prefix = [];

/**
 * Cores of one kind for what runs on a single one: on a hybrid processor the kernel may choose a small one now and a large one the next
 * time. The kernel's scheduler is left to choose among them.
 */
export function performanceCpus(inventory: Pick<HardwareInventory, 'cpu'>): string | null {
  const clusters = okValue(inventory.cpu.clusters) ?? [];
  const fast = clusters.find(({ kind }) => kind === 'performance');
  const hybrid = fast !== undefined && clusters.length > 1;
  // It becomes an argument of taskset(1).
  return hybrid && /^[0-9]+([,-][0-9]+)*$/.test(fast.cpus) ? fast.cpus : null;
}

export function onCpus(cpus: string): Prefix {
  return ['taskset', '--cpu-list', cpus];
}

export function onNodes(cpuNode: number, memoryNode: number): Prefix {
  return ['numactl', `--cpunodebind=${String(cpuNode)}`, `--membind=${String(memoryNode)}`];
}
