/** What hecate-kernels prints. The format is described in helpers/kernels/README.md. */
import { z } from 'zod';

const name = z.string().max(64);

export const kernelLine = z.object({
  schema: z.literal('hecate.kernels'),
  version: z.literal(1),
  kernel: name,
  threads: z.number().int().positive(),
  /** How many results were compared with what they must be; all of them were right, or there would be no line. */
  checks: z.number().nonnegative(),
  values: z.record(name, z.number()),
  points: z
    .array(z.tuple([z.number(), z.number()]))
    .max(200)
    .optional(),
  settings: z.record(name, z.union([z.number(), z.string().max(200)])).optional(),
});
export type KernelLine = z.infer<typeof kernelLine>;

const longestLine = 64 * 1024;

/** The line of one measurement, or what is wrong with it in plain words. */
export function parseKernelLine(text: string, kernel: string): KernelLine | string {
  const line = text.trim();
  if (line.length > longestLine) return 'the answer is too long';
  const parsed = kernelLine.safeParse(parsedJson(line));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `the answer is not understood: ${issue === undefined ? 'no JSON' : `${issue.path.join('.') || 'line'}: ${issue.message}`}`;
  }
  if (parsed.data.kernel !== kernel) return `the answer is of the kernel ${parsed.data.kernel}, not ${kernel}`;
  return parsed.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
