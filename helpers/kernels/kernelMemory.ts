/** Memory of one thread and the inner loops bound to it. */

/** What helpers/kernels/assembly exports; addresses and counts are unsigned 32-bit numbers. */
export interface KernelCode {
  buildCycle(base: number, lines: number, lineBytes: number, groupLines: number, seed: bigint, scratch: number): number;
  walkCycle(start: number, steps: number): number;
  floatDouble(at: number, steps: number, factor: number, summand: number): void;
  floatSingle(at: number, steps: number, factor: number, summand: number): void;
  integerMix(table: number, steps: number, seed: bigint): bigint;
  fillPattern(at: number, bytes: number, seed: bigint): void;
  checkPattern(at: number, bytes: number, seed: bigint): number;
  fillKeys(at: number, count: number, seed: bigint): bigint;
  sortKeys(at: number, count: number): void;
  checkKeys(at: number, count: number): bigint;
  copy(from: number, to: number, bytes: number): void;
  scale(from: number, to: number, bytes: number, factor: number): void;
  add(left: number, right: number, to: number, bytes: number): void;
  triad(left: number, right: number, to: number, bytes: number, factor: number): void;
  fill(at: number, bytes: number, value: number): void;
  countOthers(at: number, bytes: number, value: number): number;
  randomWalk(base: number, mask: number, steps: number, state: bigint): bigint;
  sumWords(base: number, words: number): bigint;
}

export interface KernelMemory {
  readonly code: KernelCode;
  /** First address of the data; it is not 0 and lies on a page. */
  readonly base: number;
  readonly buffer: ArrayBuffer;
}

const pageBytes = 65_536;

/** @throws RangeError when the system has no such memory */
export function createKernelMemory(module: WebAssembly.Module, dataBytes: number): KernelMemory {
  const pages = 1 + Math.ceil(dataBytes / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { code: instance.exports as unknown as KernelCode, base: pageBytes, buffer: memory.buffer };
}
