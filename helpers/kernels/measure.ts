/** Runs one kernel on its threads and puts their parts together. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { AnyKernel, Figures, KernelOptions } from './kernel.ts';
import { meetingBytes } from './meeting.ts';
import type { ThreadOrder } from './thread.ts';

export interface Measurement extends Figures {
  readonly kernel: string;
  readonly threads: number;
  /** From the start of the threads to the last result; the figures are about less than that. */
  readonly totalSeconds: number;
}

/** @throws Error of the first thread that failed; the others are ended */
export async function measureKernel(
  kernel: AnyKernel,
  options: KernelOptions,
  module: WebAssembly.Module,
  program: URL,
): Promise<Measurement> {
  const start = performance.now();
  const shared = new SharedArrayBuffer(meetingBytes);
  const threads = Array.from({ length: options.threads }, (_, index) => {
    const workerData: ThreadOrder = { kernel: kernel.name, options, index, shared, module };
    return new Worker(program, { workerData });
  });
  try {
    const parts = await Promise.all(threads.map(partOf));
    const figures = kernel.combine(parts, options);
    return { kernel: kernel.name, threads: options.threads, ...figures, totalSeconds: (performance.now() - start) / 1000 };
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

async function partOf(thread: Worker): Promise<unknown> {
  const ended = once(thread, 'exit').then(([code]) => {
    throw new Error(`a thread ended with ${String(code)} and without a result`);
  });
  const [part] = (await Promise.race([once(thread, 'message'), ended])) as unknown[];
  return part;
}
