/** hecate-kernels: measures the processor and the memory once, and prints what it found as a line of JSON. */
import { existsSync, writeFileSync } from 'node:fs';
import { printable } from '../../src-main/base/text.ts';
import { productVersion } from '../../src-main/base/version.ts';
import type { Invocation } from './commandLine.ts';
import { defaultOptions, helpText, parseCommandLine, UsageError } from './commandLine.ts';
import type { AnyKernel, KernelOptions } from './kernel.ts';
import { kernels } from './kernels/index.ts';
import { loadKernels } from './loadKernels.ts';
import type { Measurement } from './measure.ts';
import { measureKernel } from './measure.ts';
import { whenParentIsGone } from './parent.ts';

const schema = 'hecate.kernels';
const schemaVersion = 1;

const engine = `WebAssembly SIMD, V8 ${process.versions.v8}`;

function print(measurement: Measurement): void {
  process.stdout.write(`${JSON.stringify({ schema, version: schemaVersion, product: productVersion, engine, ...measurement })}\n`);
}

/** Threads get the slack of the one that made them: 50 µs by default, which would be most of a wake-up's latency (prctl(2)). */
function removeTimerSlack(): void {
  const file = '/proc/self/timerslack_ns';
  if (existsSync(file)) writeFileSync(file, '1');
}

/** Small enough that all of them together take a few seconds. */
function quickOptions(kernel: AnyKernel): KernelOptions {
  const bytes = kernel.ranges.bytes === null ? [] : [Math.min(kernel.ranges.bytes.usual, 2 ** 20)];
  return { ...defaultOptions(kernel), bytes, threads: kernel.ranges.threads ? 2 : 1, seconds: 0.02 };
}

/** @throws Error when a result is wrong */
async function measure(invocation: Exclude<Invocation, { kind: 'help' | 'version' }>, program: URL): Promise<void> {
  removeTimerSlack();
  const module = await loadKernels();
  if (invocation.kind === 'kernel') {
    print(await measureKernel(invocation.kernel, invocation.options, module, program));
    return;
  }
  for (const kernel of kernels) print(await measureKernel(kernel, quickOptions(kernel), module, program));
}

/** Returns the exit code. */
export async function runProgram(args: readonly string[], program: URL): Promise<number> {
  try {
    const invocation = parseCommandLine(args, kernels);
    if (invocation.kind === 'help' || invocation.kind === 'version') {
      process.stdout.write(`${invocation.kind === 'help' ? helpText(kernels) : `${productVersion} (${engine})`}\n`);
      return 0;
    }
    whenParentIsGone(() => {
      process.stderr.write('hecate-kernels: nobody waits for the result any more\n');
      process.exit(1);
    });
    await measure(invocation, program);
    return 0;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`hecate-kernels: ${printable(text)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
