/** Starts helpers/graphics once and takes its answer. */
import type { ProgramLocation, ScratchFolder } from '../../../../services/ports.ts';
import type { TestContext } from '../../suite/test.ts';
import { cancelledError, lastWords, measureFailed, runGuarded } from '../programs/guarded.ts';
import { type AdapterChoice, type GraphicsAnswer, type KernelName, parseGraphicsLines } from './lines.ts';

export type GraphicsRequest =
  | { readonly kind: 'describe' }
  | { readonly kind: 'measure'; readonly adapter: AdapterChoice; readonly kernels: readonly KernelName[]; readonly seconds: number };

const timeoutMs = 120_000;
const outputBytes = 256 * 1024;

/** Chromium's own files in this folder: shader caches, cookies of nobody. Measured: 3 MB. */
export const profileBytes = 64 * 1024 * 1024;

/** @throws AppError cancelled, proof.measureFailed with the program's own words */
export async function runGraphics(
  context: Pick<TestContext, 'host'>,
  program: ProgramLocation,
  profile: ScratchFolder,
  request: GraphicsRequest,
  signal: AbortSignal,
): Promise<GraphicsAnswer> {
  const args = [...program.args, `--hecate-graphics=${JSON.stringify(request)}`, `--hecate-graphics-profile=${profile.path}`];
  // Empty counts as unset: an Electron that is told to be Node would open no page.
  const env = { ELECTRON_RUN_AS_NODE: '', NODE_OPTIONS: '' };
  const result = await runGuarded(context.host, { program: program.command, args, timeoutMs, signal, env, maxOutputBytes: outputBytes });
  if (result.failure === 'cancelled' || signal.aborted) throw cancelledError('the graphics kernels');
  const answer = parseGraphicsLines(result.stdout);
  if (answer.failed !== null) throw measureFailed(`the graphics kernels: ${answer.failed}`);
  if (result.failure !== 'none' || result.exitCode !== 0) throw measureFailed(`the graphics kernels ${howItEnded(result)}`);
  if (answer.broken !== null) throw measureFailed(`the graphics kernels gave an answer that cannot be read: ${answer.broken}`);
  return answer;
}

function howItEnded(result: Parameters<typeof lastWords>[0] & { readonly failure: string; readonly exitCode: number | null }): string {
  if (result.failure === 'notFound') return 'cannot be started: the Electron runtime is gone';
  if (result.failure === 'timeout') return `did not end within ${String(timeoutMs / 1000)} seconds`;
  const words = lastWords(result);
  const end = result.failure === 'none' ? `ended with code ${String(result.exitCode)}` : 'were ended by a signal';
  return words === '' ? end : `${end}; last words: ${words}`;
}
