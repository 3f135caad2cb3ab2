/** Runs hecate-kernels once: one process, one measurement. */
import type { Availability } from '../../../../contracts/benchmark.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { TestContext } from '../../suite/test.ts';
import { measureFailed, runMeasuring } from '../programs/guarded.ts';
import { type KernelLine, parseKernelLine } from './kernelLine.ts';
import type { Prefix } from './placement.ts';

export interface KernelCall {
  readonly kernel: string;
  /** Bytes of --bytes; several for a curve, none for kernels without. */
  readonly bytes?: readonly number[];
  readonly threads?: number;
  readonly seconds: number;
  readonly intervalMicroseconds?: number;
  readonly prefix: Prefix;
}

export const programName = 'hecate-kernels';
/** Start, memory and the walk through each working set, on a slow and busy machine. */
const moreTimeMs = 120_000;

function argumentsOf({ kernel, bytes, threads, seconds, intervalMicroseconds }: KernelCall): readonly string[] {
  return [
    kernel,
    '--seconds',
    String(seconds),
    ...(bytes === undefined ? [] : ['--bytes', bytes.join(',')]),
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
    ...(intervalMicroseconds === undefined ? [] : ['--interval-microseconds', String(intervalMicroseconds)]),
  ];
}

/** @throws AppError cancelled, benchmark.unavailable, proof.measureFailed with the program's own words, also when a result was wrong */
export async function runKernel(context: TestContext, call: KernelCall, signal: AbortSignal): Promise<KernelLine> {
  const { kernels } = context.programs;
  if (kernels === null) throw notInstalled(call.kernel);
  const words = [...call.prefix, kernels.command, ...kernels.args, ...argumentsOf(call)];
  const { stdout } = await runMeasuring(context.host, {
    program: words[0] ?? kernels.command,
    args: words.slice(1),
    timeoutMs: call.seconds * 1000 * Math.max(1, call.bytes?.length ?? 1) + moreTimeMs,
    signal: AbortSignal.any([signal, context.signal]),
  });
  const line = parseKernelLine(stdout, call.kernel);
  if (typeof line === 'string') throw measureFailed(`${programName}: ${line}`);
  return line;
}

/** What the program says of its version. @throws AppError as above */
export async function kernelVersion(context: TestContext): Promise<string> {
  const { kernels } = context.programs;
  if (kernels === null) throw notInstalled(programName);
  const args = [...kernels.args, '--version'];
  const { stdout } = await runMeasuring(context.host, { program: kernels.command, args, timeoutMs: moreTimeMs, signal: context.signal });
  return stdout.trim();
}

const howToGet = 'Install HecateOS Control Center again; the program belongs to it.';

export function kernelAvailability({ programs, host }: Pick<TestContext, 'programs' | 'host'>): Availability {
  if (host.identity.recorded) return { state: 'absent', why: 'This is a recorded machine; nothing can be run on it.' };
  if (programs.kernels === null) return { state: 'missing', why: `This installation has no ${programName}.`, howToGet };
  return { state: 'ready' };
}

function notInstalled(testId: string): AppError<'benchmark.unavailable'> {
  return new AppError('benchmark.unavailable', `This installation has no ${programName}.`, { details: { testId, howToGet } });
}
