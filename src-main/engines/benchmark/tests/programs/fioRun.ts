/** How fio is started: jobs as threads of one process, so that the kernel can end all of it with us. */
import type { Host } from '../../../../host/port.ts';
import { type FioJobs, parseFio } from '../../parse/fio.ts';
import type { TestContext } from '../../suite/test.ts';
import type { DiskFile } from './diskFile.ts';
import { cancelledError, lastWords, measureFailed, runGuarded, runMeasuring } from './guarded.ts';
import type { FoundTool } from './tools.ts';

/** Option names of fio(1) without their dashes. */
export type FioOptions = Readonly<Record<string, string | number>>;

export interface FioJob {
  readonly name: string;
  readonly options: FioOptions;
}

const timeoutMs = 120_000;
const checkTimeoutMs = 30_000;

export function fioArguments(common: FioOptions, jobs: readonly FioJob[]): readonly string[] {
  return [
    '--thread',
    '--eta=never',
    '--output-format=json',
    '--name=global',
    ...optionArguments(common),
    ...jobs.flatMap(({ name, options }) => [`--name=${name}`, ...optionArguments(options)]),
  ];
}

function optionArguments(options: FioOptions): readonly string[] {
  return Object.entries(options).map(([name, value]) => `--${name}=${String(value)}`);
}

/** @throws AppError cancelled, proof.measureFailed */
export async function runFio(
  host: Host,
  tool: FoundTool,
  file: DiskFile,
  signal: AbortSignal,
  common: FioOptions,
  jobs: readonly FioJob[],
): Promise<FioJobs> {
  const args = fioArguments({ filename: file.name, ...common }, jobs);
  const { stdout } = await runMeasuring(host, { program: tool.command, args, folder: file.folder, timeoutMs, signal });
  return parseFio(stdout);
}

/**
 * io_uring, or libaio where the kernel or a sandbox refuses io_uring: found out by a few real reads with O_DIRECT.
 * @throws AppError cancelled, proof.measureFailed when neither works here, with what both said
 */
export async function chooseEngine(context: TestContext, tool: FoundTool, file: DiskFile): Promise<'io_uring' | 'libaio'> {
  const problems: string[] = [];
  for (const ioengine of ['io_uring', 'libaio'] as const) {
    const options = { filename: file.name, size: file.bytes, direct: 1, ioengine, rw: 'randread', bs: '4k', number_ios: 4 };
    const args = fioArguments(options, [{ name: 'check', options: {} }]);
    const call = { program: tool.command, args, folder: file.folder, timeoutMs: checkTimeoutMs, signal: context.signal };
    const result = await runGuarded(context.host, call);
    if (result.failure === 'cancelled' || context.signal.aborted) throw cancelledError(tool.name);
    if (result.exitCode === 0) return ioengine;
    problems.push(`${ioengine}: ${lastWords({ stdout: '', stderr: result.stderr })}`);
  }
  throw measureFailed(`fio cannot read past the cache here (${problems.join('; ')})`);
}
