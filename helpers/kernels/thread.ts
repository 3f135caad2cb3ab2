/** One measuring thread: does its part of a kernel and sends it to the program. */
import { parentPort } from 'node:worker_threads';
import type { KernelOptions } from './kernel.ts';
import { createKernelMemory } from './kernelMemory.ts';
import { findKernel } from './kernels/index.ts';
import { createMeeting } from './meeting.ts';

export interface ThreadOrder {
  readonly kernel: string;
  readonly options: KernelOptions;
  readonly index: number;
  readonly shared: SharedArrayBuffer;
  readonly module: WebAssembly.Module;
}

export async function runThread(order: ThreadOrder): Promise<void> {
  const { options, index, shared, module } = order;
  const kernel = findKernel(order.kernel);
  if (kernel === undefined) throw new Error(`no kernel is called ${order.kernel}`);
  const meeting = createMeeting(shared, options.threads, index);
  const part = await kernel.measure({ options, index, ...meeting, memory: (bytes) => createKernelMemory(module, bytes) });
  parentPort?.postMessage(part);
}
