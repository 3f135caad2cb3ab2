/** `zramSwap.set`: the product's own compressed swap in memory, one at most. No other zram device is ever touched. */
import { z } from 'zod';
import { parseInteger } from '../../../src-main/base/text.ts';
import type { OperationOf } from '../../../src-main/contracts/operations.ts';
import type { Machine } from '../machine.ts';
import type { FieldProblem } from '../problem.ts';
import { Refusal } from '../problem.ts';
import type { Kind, Standing } from './kind.ts';
import type { OwnSwap } from './zramDevices.ts';
import {
  control,
  createSwap,
  deviceNumbers,
  findOwnSwap,
  findUnreadableSwap,
  nextNumber,
  offeredAlgorithms,
  ownSwap,
  removeDevice,
} from './zramDevices.ts';

type ZramSwapSet = OperationOf<'zramSwap.set'>;

const zramPrior = z.object({
  own: ownSwap.nullable(),
  /** Devices that were there before, none of which is ours to remove (but `own`). */
  devices: z.array(z.number().int()),
  /** Number that a new device gets; written down before it exists, so that a crash leaves no orphan. */
  next: z.number().int(),
});
type ZramPrior = z.infer<typeof zramPrior>;

const smallestBytes = 1_048_576;
const pageBytes = 4096;
/** zram.rst: little sense beyond twice the memory, since a compression ratio of 2:1 is what to expect. */
const memoryMultiple = 2;

function capture(_operation: ZramSwapSet, machine: Machine): ZramPrior {
  const devices = deviceNumbers(machine);
  const own = findOwnSwap(machine) ?? null;
  return { own, devices: [...devices], next: own?.device ?? nextNumber(devices) };
}

function wantedSwap(operation: ZramSwapSet, prior: ZramPrior): OwnSwap | null {
  if (operation.sizeBytes === 0) return null;
  return { device: prior.next, sizeBytes: operation.sizeBytes, algorithm: operation.algorithm, priority: operation.priority };
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / pageBytes) * pageBytes;
}

/** A priority of -1 lets the kernel choose a negative one (swapon(2)); disksize is rounded to whole pages. */
function same(one: OwnSwap | null, other: OwnSwap | null): boolean {
  if (one === null || other === null) return one === other;
  const samePriority =
    one.priority === other.priority || (one.priority !== null && one.priority < 0 && other.priority !== null && other.priority < 0);
  return roundUp(one.sizeBytes) === roundUp(other.sizeBytes) && one.algorithm === other.algorithm && samePriority;
}

function words(swap: OwnSwap | null): string {
  if (swap === null) return 'off';
  const priority = swap.priority === null ? 'not in use' : `priority ${swap.priority < 0 ? '-1' : String(swap.priority)}`;
  return `${String(swap.sizeBytes)} bytes, ${swap.algorithm}, ${priority}`;
}

/** The device that an interrupted apply left: it has the number that was foreseen and was not there before. */
function leftover(prior: ZramPrior, machine: Machine): boolean {
  return !prior.devices.includes(prior.next) && deviceNumbers(machine).includes(prior.next);
}

function standing(operation: ZramSwapSet, prior: ZramPrior, machine: Machine): Standing {
  const now = findOwnSwap(machine) ?? null;
  if (same(now, prior.own)) return now === null && leftover(prior, machine) ? 'between' : 'prior';
  return same(now, wantedSwap(operation, prior)) ? 'applied' : 'other';
}

function undo(_operation: ZramSwapSet, prior: ZramPrior, machine: Machine): void {
  const now = findOwnSwap(machine) ?? null;
  if (now !== null && same(now, prior.own)) return;
  if (now !== null) removeDevice(now.device, machine);
  else if (leftover(prior, machine) || prior.own !== null) removeDevice(prior.next, machine);
  if (prior.own !== null) createSwap(prior.own, machine);
}

function sizeProblem(operation: ZramSwapSet, machine: Machine): string | null {
  const text = machine.read('/proc/meminfo');
  const totalKib = text.ok ? parseInteger(/^MemTotal:\s+(\d+) kB$/m.exec(text.text)?.[1] ?? '') : undefined;
  if (totalKib === undefined) return 'the size of the memory cannot be read';
  const largest = totalKib * 1024 * memoryMultiple;
  if (operation.sizeBytes >= smallestBytes && operation.sizeBytes <= largest) return null;
  return `must be 0, or from ${String(smallestBytes)} to ${String(largest)} (twice the memory)`;
}

function check(operation: ZramSwapSet, machine: Machine): readonly FieldProblem[] {
  if (machine.kindOf(control) !== 'folder') return [{ field: 'kind', problem: 'this kernel has no zram, or its module is not loaded' }];
  if (operation.sizeBytes === 0) return [];
  const size = sizeProblem(operation, machine);
  if (size !== null) return [{ field: 'sizeBytes', problem: size }];
  const algorithms = offeredAlgorithms(machine);
  // Without any device the kernel shows its algorithms nowhere; then it decides when the value is written.
  if (algorithms.length === 0 || algorithms.includes(operation.algorithm)) return [];
  return [{ field: 'algorithm', problem: `this kernel offers ${algorithms.join(', ')}` }];
}

export const zramSwapSetKind: Kind<ZramSwapSet, ZramPrior> = {
  volatile: true,
  priorSchema: zramPrior,
  riskClass: () => 'reversible',
  target: () => 'zramSwap',
  describe: (operation) =>
    operation.sizeBytes === 0
      ? 'Switch our compressed swap off'
      : `Compressed swap of ${String(operation.sizeBytes)} bytes with ${operation.algorithm}`,
  check,
  capture,
  priorText: (prior) => words(prior.own),
  apply: (operation, prior, machine) => {
    const wanted = wantedSwap(operation, prior);
    if (prior.own !== null) removeDevice(prior.own.device, machine);
    if (wanted !== null) createSwap(wanted, machine);
  },
  verify: (operation, machine) => {
    const wanted = wantedSwap(operation, { own: null, devices: [], next: 0 });
    const expected = words(wanted);
    if (machine.kindOf(control) !== 'folder') return { verdict: 'absent', expected, found: null, detail: 'this kernel has no zram' };
    const now = findOwnSwap(machine) ?? (wanted === null ? undefined : findUnreadableSwap(wanted, machine)) ?? null;
    const detail = now === null ? 'no compressed swap of ours' : `/dev/zram${String(now.device)}`;
    if (same(now, wanted)) return { verdict: 'applied', expected, found: words(now), detail };
    return { verdict: now === null ? 'absent' : 'drifted', expected, found: words(now), detail };
  },
  standing,
  undo: (operation, prior, machine) => {
    undo(operation, prior, machine);
    if (standing(operation, prior, machine) !== 'prior')
      throw new Refusal('kind', `the compressed swap did not come back to: ${words(prior.own)}`);
  },
};
