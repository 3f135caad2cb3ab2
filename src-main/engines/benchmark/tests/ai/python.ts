/** Runs a script of helpers/ml with the Python that the user chose. */
import type { z } from 'zod';
import { AppError } from '../../../../contracts/errors.ts';
import type { Host } from '../../../../host/port.ts';
import type { TestContext } from '../../suite/test.ts';
import { cancelledError, lastWords, measureFailed, runGuarded } from '../programs/guarded.ts';
import { type Answer, answerSchemas, parseAnswer } from './answers.ts';

export type ScriptName = 'modules' | 'torch_run' | 'onnx_run';

const outputBytes = 512 * 1024;
const lookTimeoutMs = 10_000;
const keepModulesMs = 5_000;
const systemPython = 'python3';

/** By its name, so that a slip starts nothing else; who may choose one at all is decided in suite/programChoice.ts. */
const pythonPath = /^(?:\/[^\0]*\/)?python(?:3(?:\.\d{1,2})?)?$/;

export type ChosenPython = { readonly ok: true; readonly program: string } | { readonly ok: false; readonly why: string };

export function choosePython(chosen: string | null): ChosenPython {
  const program = chosen ?? systemPython;
  if (pythonPath.test(program)) return { ok: true, program };
  return { ok: false, why: 'parameters.python must be python3 or the absolute path of one, for example /home/me/env/bin/python' };
}

interface Call<S extends z.ZodType> {
  readonly script: ScriptName;
  readonly request: object;
  readonly schema: S;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The script's answer, or why there is none. @throws AppError cancelled */
async function ask<S extends z.ZodType>(
  context: Pick<TestContext, 'host'>,
  python: string,
  folder: string,
  call: Call<S>,
): Promise<Answer<z.infer<S>>> {
  const { script, request, schema, timeoutMs, signal } = call;
  // -B: nothing is written into the folder of the scripts. The user's own packages stay visible, so not -I.
  const args = ['-B', `${folder}/${script}.py`];
  const stdin = JSON.stringify(request);
  const result = await runGuarded(context.host, { program: python, args, stdin, timeoutMs, signal, maxOutputBytes: outputBytes });
  if (result.failure === 'cancelled' || signal.aborted) throw cancelledError(`${script}.py`);
  if (result.failure === 'notFound') return { ok: false, why: `${python} cannot be started` };
  if (result.failure === 'timeout') return { ok: false, why: `it did not answer within ${String(timeoutMs / 1000)} seconds` };
  const answer = parseAnswer(result.stdout, schema);
  if (answer.ok && result.failure === 'none' && result.exitCode === 0) return answer;
  if (!answer.ok && result.stdout !== '') return answer;
  const words = lastWords(result);
  const end = result.failure === 'none' ? `it ended with code ${String(result.exitCode)}` : 'it was ended by a signal';
  return { ok: false, why: words === '' ? end : `${end}; last words: ${words}` };
}

/** One request of a measurement. @throws AppError cancelled, usage, proof.measureFailed with the script's own words */
export async function askScript<S extends z.ZodType>(context: TestContext, call: Call<S>): Promise<z.infer<S>> {
  const python = choosePython(context.parameters.python);
  if (!python.ok)
    throw new AppError('usage', python.why, { details: { field: 'parameters.python', expected: 'python3 or its absolute path' } });
  const folder = context.programs.mlFolder;
  if (folder === null) throw measureFailed('this installation has no Python scripts');
  const answer = await ask(context, python.program, folder, call);
  if (!answer.ok) throw measureFailed(`${call.script === 'onnx_run' ? 'ONNX Runtime' : 'PyTorch'}: ${answer.why}`);
  return answer.value;
}

type Modules = Answer<z.infer<typeof answerSchemas.modules>>;
const looked = new WeakMap<Host, Map<string, { readonly atMs: number; readonly answer: Promise<Modules> }>>();

/** Which modules this Python has; a list of tests asks for each of them in the same moment. Never rejects. */
export function findModules(context: Pick<TestContext, 'host'>, python: string, folder: string): Promise<Modules> {
  const { host } = context;
  const known = looked.get(host) ?? new Map<string, { readonly atMs: number; readonly answer: Promise<Modules> }>();
  looked.set(host, known);
  const nowMs = host.clock.monotonicMs();
  const key = `${folder}\n${python}`;
  const last = known.get(key);
  if (last !== undefined && nowMs - last.atMs < keepModulesMs) return last.answer;
  const answer = ask(context, python, folder, {
    script: 'modules',
    request: { modules: ['torch', 'onnxruntime', 'numpy'] },
    schema: answerSchemas.modules,
    timeoutMs: lookTimeoutMs,
    // Shared between several who ask, so nobody's cancelling ends it.
    signal: new AbortController().signal,
  }).catch((error: unknown): Modules => ({ ok: false, why: error instanceof Error ? error.message : String(error) }));
  known.set(key, { atMs: nowMs, answer });
  return answer;
}
