/** What a kernel is: the part that each thread measures, and how the parts become figures. */
import type { KernelMemory } from './kernelMemory.ts';

export interface KernelOptions {
  readonly bytes: readonly number[];
  readonly threads: number;
  readonly seconds: number;
  readonly intervalMicroseconds: number;
}

export interface Figures {
  readonly values: Readonly<Record<string, number>>;
  /** A curve, when the kernel was given several sizes. */
  readonly points?: readonly (readonly [number, number])[];
  /** What the figures depend on and was not asked for, for example the size of a cache line. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** How often a result was compared with what it must be. */
  readonly checks: number;
}

/** One of the threads that measure at the same time. */
export interface KernelThread {
  readonly options: KernelOptions;
  readonly index: number;
  /** Returns when every thread has called it. */
  meet(): void;
  /** The same, and everybody gets the opinion of the first thread. */
  agree(opinion: boolean): boolean;
  /** Fresh memory of this thread alone with the inner loops on it. */
  memory(dataBytes: number): KernelMemory;
}

/** Smallest, largest and default value of an option; null where the kernel has no such option. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

export interface KernelRanges {
  readonly bytes: (Range & { readonly several: boolean }) | null;
  /** True: as many as asked for; false: one. */
  readonly threads: boolean;
  readonly seconds: Range;
  readonly intervalMicroseconds: Range | null;
}

export interface Kernel<Part> {
  readonly name: string;
  /** One line of the help text. */
  readonly summary: string;
  readonly ranges: KernelRanges;
  /** What is wrong with options that are right one by one, with the argument's name; null when nothing is. */
  problemWith?(options: KernelOptions): string | null;
  /** @throws Error when its result is not what it must be */
  measure(thread: KernelThread): Part | Promise<Part>;
  combine(parts: readonly Part[], options: KernelOptions): Figures;
}

export type AnyKernel = Kernel<unknown>;

/** Parts travel between threads as structured clones, so their type is known to the kernel alone. */
export function defineKernel<Part>(kernel: Kernel<Part>): AnyKernel {
  return {
    ...kernel,
    combine: (parts, options) => kernel.combine(parts as readonly Part[], options),
  };
}

export const oneGiB = 2 ** 30;

export const usualSeconds: Range = { least: 0.001, most: 3600, usual: 0.5 };
