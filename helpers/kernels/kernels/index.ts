import type { AnyKernel } from '../kernel.ts';
import { burn } from './burn.ts';
import { chase } from './chase.ts';
import { float, integer } from './compute.ts';
import { idle } from './idle.ts';
import { processes } from './processes.ts';
import { sort } from './sort.ts';
import { stream } from './stream.ts';
import { wakeup } from './wakeup.ts';
import { walk } from './walk.ts';

export const kernels: readonly AnyKernel[] = [chase, stream, integer, float, sort, walk, wakeup, processes, burn, idle];

export function findKernel(name: string): AnyKernel | undefined {
  return kernels.find((kernel) => kernel.name === name);
}
