/** Arguments of hecate-kernels. A wrong one is named together with what would be right. */
import type { AnyKernel, KernelOptions, Range } from './kernel.ts';

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'selfTest' }
  | { readonly kind: 'kernel'; readonly kernel: AnyKernel; readonly options: KernelOptions };

const mostThreads = 1024;
const mostSizes = 200;

export function defaultOptions(kernel: AnyKernel): KernelOptions {
  const { bytes, seconds, intervalMicroseconds } = kernel.ranges;
  return {
    bytes: bytes === null ? [] : [bytes.usual],
    threads: 1,
    seconds: seconds.usual,
    intervalMicroseconds: intervalMicroseconds?.usual ?? 0,
  };
}

function numberOf(argument: string, text: string, range: Range, whole: boolean): number {
  const value = (whole ? /^\d{1,15}$/ : /^\d{1,9}(\.\d{1,9})?$/).test(text) ? Number(text) : Number.NaN;
  if (value >= range.least && value <= range.most) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new UsageError(`${argument} must be ${kind} from ${String(range.least)} to ${String(range.most)}, not '${text.slice(0, 60)}'`);
}

function withArgument(kernel: AnyKernel, options: KernelOptions, argument: string, text: string): KernelOptions {
  const { bytes, threads, seconds, intervalMicroseconds } = kernel.ranges;
  if (argument === '--seconds') return { ...options, seconds: numberOf(argument, text, seconds, false) };
  if (argument === '--bytes' && bytes !== null) {
    const sizes = text.split(',').map((size) => numberOf(argument, size, bytes, true));
    const most = bytes.several ? mostSizes : 1;
    if (sizes.length > most) throw new UsageError(`--bytes takes ${String(most)} at most for ${kernel.name}, not ${String(sizes.length)}`);
    return { ...options, bytes: sizes };
  }
  if (argument === '--threads' && threads)
    return { ...options, threads: numberOf(argument, text, { least: 1, most: mostThreads, usual: 1 }, true) };
  if (argument === '--interval-microseconds' && intervalMicroseconds !== null)
    return { ...options, intervalMicroseconds: numberOf(argument, text, intervalMicroseconds, true) };
  const known = [
    '--seconds',
    ...(bytes === null ? [] : ['--bytes']),
    ...(threads ? ['--threads'] : []),
    ...(intervalMicroseconds === null ? [] : ['--interval-microseconds']),
  ];
  throw new UsageError(`${kernel.name} has no argument '${argument.slice(0, 60)}', only ${known.join(', ')}`);
}

/** @throws UsageError that names the argument */
export function parseCommandLine(args: readonly string[], kernels: readonly AnyKernel[]): Invocation {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') return { kind: 'help' };
  if (name === '--version') return { kind: 'version' };
  if (name === 'selfTest') {
    if (rest.length > 0) throw new UsageError(`selfTest takes no arguments, not '${String(rest[0]).slice(0, 60)}'`);
    return { kind: 'selfTest' };
  }
  const kernel = kernels.find((one) => one.name === name);
  if (kernel === undefined) {
    const known = [...kernels.map((one) => one.name), 'selfTest'].join(', ');
    throw new UsageError(`the first argument must be one of ${known}, not '${name.slice(0, 60)}'`);
  }
  let options = defaultOptions(kernel);
  for (let index = 0; index < rest.length; index += 2) {
    const argument = rest[index] ?? '';
    const value = rest[index + 1];
    if (argument.startsWith('--') && value === undefined) throw new UsageError(`${argument.slice(0, 60)} needs a value`);
    options = withArgument(kernel, options, argument, value ?? '');
  }
  const problem = kernel.problemWith?.(options) ?? null;
  if (problem !== null) throw new UsageError(problem);
  return { kind: 'kernel', kernel, options };
}

function rangeText({ least, most, usual }: Range): string {
  return `${String(least)} to ${String(most)}, else ${String(usual)}`;
}

export function helpText(kernels: readonly AnyKernel[]): string {
  const parts = kernels.map(({ name, summary, ranges }) =>
    [
      `  ${name}: ${summary}`,
      `      --seconds ${rangeText(ranges.seconds)}`,
      ...(ranges.bytes === null ? [] : [`      --bytes ${rangeText(ranges.bytes)}${ranges.bytes.several ? '; several with commas' : ''}`]),
      ...(ranges.threads ? [`      --threads 1 to ${String(mostThreads)}, else 1`] : []),
      ...(ranges.intervalMicroseconds === null ? [] : [`      --interval-microseconds ${rangeText(ranges.intervalMicroseconds)}`]),
    ].join('\n'),
  );
  return [
    'hecate-kernels KERNEL [--bytes N] [--threads N] [--seconds N]: measures once and prints one line of JSON.',
    'hecate-kernels selfTest: runs every kernel for a moment and says whether all results are right.',
    '',
    ...parts,
    '',
    'Exit codes: 0 measured, 1 a wrong result or a failure, 2 a wrong argument. A thread has 1 GiB of memory at most.',
  ].join('\n');
}
