/** What the scripts of helpers/ml answer: one JSON document, the last line of their output. */
import { z } from 'zod';
import { printable } from '../../../../base/text.ts';

const longestAnswer = 256 * 1024;

/** Names and versions come from packages that anybody may have installed. */
const text = z.string().max(500).transform(printable);
const word = z.string().regex(/^[A-Za-z][A-Za-z0-9_:]{0,59}$/, 'a name of letters, digits and underscores');
const environment = z.record(word, z.union([text, z.number()]));
export type PythonEnvironment = z.infer<typeof environment>;

const modules = z.object({ kind: z.literal('answer'), python: text, modules: z.record(word, text.nullable()) });

export const deviceKinds = ['cpu', 'cuda', 'rocm', 'xpu', 'mps'] as const;
const formats = ['float32', 'tf32', 'bfloat16', 'float16'] as const;
export type NumberFormat = (typeof formats)[number];

const device = z.object({
  id: z.string().regex(/^[a-z]{2,8}(:\d{1,3})?$/, 'a device of PyTorch'),
  kind: z.enum(deviceKinds),
  name: text,
  formats: z.array(z.enum(formats)).min(1).max(4),
});
export type TorchDevice = z.infer<typeof device>;

const torchDescription = z.object({ kind: z.literal('answer'), environment, devices: z.array(device).min(1).max(16) });

const provider = z.object({ name: word, problem: text.nullable() });
const onnxDescription = z.object({ kind: z.literal('answer'), environment, providers: z.array(provider).min(1).max(32) });
export type OnnxDescription = z.infer<typeof onnxDescription>;

const figures = { values: z.record(word, z.number().positive()), size: z.number().int().positive() };
const torchResults = z.object({
  kind: z.literal('answer'),
  results: z.array(z.object({ device: z.string().max(20), format: z.enum(formats), ...figures })).max(64),
});
export type TorchResult = z.infer<typeof torchResults>['results'][number];

const onnxResults = z.object({
  kind: z.literal('answer'),
  results: z.array(z.object({ provider: word, model: word, ...figures })).max(64),
});
export type OnnxResult = z.infer<typeof onnxResults>['results'][number];

export const answerSchemas = { modules, torchDescription, onnxDescription, torchResults, onnxResults } as const;

const failure = z.object({ kind: z.literal('failed'), why: z.string().max(4000).transform(printable) });

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** The answer in a program's output, or the problem in plain words: its own, when it says one. */
export function parseAnswer<S extends z.ZodType>(output: string, schema: S): Answer<z.infer<S>> {
  if (output.length > longestAnswer) return { ok: false, why: 'it printed more than can be an answer' };
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  if (last === '') return { ok: false, why: 'it gave no answer' };
  let given: unknown;
  try {
    given = JSON.parse(last);
  } catch {
    return { ok: false, why: 'its answer is no JSON' };
  }
  const failed = failure.safeParse(given);
  if (failed.success) return { ok: false, why: failed.data.why };
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, why: `its answer cannot be read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}` };
}
