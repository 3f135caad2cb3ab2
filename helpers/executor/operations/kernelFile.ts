/** What sysctl.set and sysfs.set share: one kernel file with one value. */
import { z } from 'zod';
import type { Shape } from '../lists/values.ts';
import { normalise } from '../lists/values.ts';
import type { Machine } from '../machine.ts';
import { Refusal } from '../problem.ts';
import type { Standing, Verification } from './kind.ts';

export interface KernelFile {
  readonly path: string;
  readonly shape: Shape;
  /** The file of the other key of a pair of which only one is in force (vm.dirty_bytes and vm.dirty_ratio). */
  readonly pairPath: string | null;
}

export const kernelPrior = z.object({ value: z.string(), pairValue: z.string().nullable() });
export type KernelPrior = z.infer<typeof kernelPrior>;

function readValue(path: string, shape: Shape, machine: Machine): string {
  const found = machine.read(path);
  if (!found.ok) throw new Refusal('value', found.why);
  return normalise(shape, found.text);
}

export function captureKernelFile(file: KernelFile, machine: Machine): KernelPrior {
  return {
    value: readValue(file.path, file.shape, machine),
    pairValue: file.pairPath === null ? null : readValue(file.pairPath, 'integer', machine),
  };
}

export function verifyKernelFile(file: KernelFile, wanted: string, machine: Machine): Verification {
  const expected = normalise(file.shape, wanted);
  const raw = machine.read(file.path);
  if (!raw.ok) return { verdict: raw.reason === 'missing' ? 'absent' : 'refused', expected, found: null, detail: raw.why };
  const found = normalise(file.shape, raw.text);
  if (found === expected) return { verdict: 'applied', expected, found, detail: file.path };
  return { verdict: 'drifted', expected, found, detail: `${file.path} holds ${found}` };
}

export function kernelFileStanding(file: KernelFile, wanted: string, prior: KernelPrior, machine: Machine): Standing {
  const there = machine.read(file.path);
  if (!there.ok && there.reason === 'missing') return 'gone';
  const now = captureKernelFile(file, machine);
  if (now.value === prior.value && now.pairValue === prior.pairValue) return 'prior';
  return now.value === normalise(file.shape, wanted) ? 'applied' : 'other';
}

/** Writes only when different, so that a kernel file with a side effect is left alone when there is nothing to do. */
export function undoKernelFile(file: KernelFile, prior: KernelPrior, machine: Machine): void {
  const back = (): boolean => {
    const now = captureKernelFile(file, machine);
    return now.value === prior.value && now.pairValue === prior.pairValue;
  };
  if (back()) return;
  // The kernel shows 0 for the key of the pair that is not in force, and refuses 0 as a value for it.
  if (file.pairPath !== null && prior.value === '0' && prior.pairValue !== null) machine.writeKernelFile(file.pairPath, prior.pairValue);
  else machine.writeKernelFile(file.path, prior.value);
  if (!back()) throw new Refusal('value', `${file.path} did not take its old value ${prior.value} back`);
}
