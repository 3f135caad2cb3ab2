/** What helpers/graphics prints, one JSON document per line; anything else that Chromium says on the way is passed over. */
import { z } from 'zod';
import { printable } from '../../../../base/text.ts';

const longestLine = 16 * 1024;
const mostLines = 200;

/** Names come from drivers. */
const name = z.string().max(300).transform(printable);
const bytes = z.number().int().nonnegative();

export const adapterChoices = ['highPerformance', 'lowPower', 'software'] as const;
export const kernelNames = ['matmulF32', 'matmulF16', 'copy', 'triad'] as const;
export type AdapterChoice = (typeof adapterChoices)[number];
export type KernelName = (typeof kernelNames)[number];

const adapter = z.object({
  choice: z.enum(adapterChoices),
  vendor: name,
  architecture: name,
  device: name,
  description: name,
  software: z.boolean(),
  halfPrecision: z.boolean(),
  timestamps: z.boolean(),
  limits: z.object({
    maxBufferSize: bytes,
    maxStorageBufferBindingSize: bytes,
    maxComputeWorkgroupStorageSize: bytes,
    maxComputeInvocationsPerWorkgroup: bytes,
  }),
});
export type Adapter = z.infer<typeof adapter>;

const figures = z.object({
  kernel: z.enum(kernelNames),
  value: z.number().positive(),
  size: z.number().int().positive(),
  submissions: z.number().int().positive(),
  dispatchesPerSubmission: z.number().int().positive(),
  timing: z.enum(['timestampQuery', 'submittedWorkDone']),
  checked: z.number().int().positive(),
});
export type Figures = z.infer<typeof figures>;

const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('runtime'), electron: name, chrome: name }),
  z.object({ kind: z.literal('adapters'), adapters: z.array(adapter).max(3) }),
  z.object({ kind: z.literal('figures'), figures }),
  z.object({ kind: z.literal('failed'), why: z.string().max(2000).transform(printable) }),
]);

export interface GraphicsAnswer {
  /** `Electron 41.3.0, Chrome 146.0`, null when it never came so far. */
  readonly version: string | null;
  readonly adapters: readonly Adapter[];
  readonly figures: readonly Figures[];
  /** The program's own words when it failed. */
  readonly failed: string | null;
  /** First line that looked like an answer and was none, with what is wrong with it. */
  readonly broken: string | null;
}

export function parseGraphicsLines(output: string): GraphicsAnswer {
  let answer: GraphicsAnswer = { version: null, adapters: [], figures: [], failed: null, broken: null };
  for (const text of output.split('\n', mostLines)) {
    if (!text.startsWith('{')) continue;
    const parsed = parseLine(text);
    if (typeof parsed === 'string') {
      answer = { ...answer, broken: answer.broken ?? parsed };
      continue;
    }
    switch (parsed.kind) {
      case 'runtime':
        answer = { ...answer, version: `Electron ${parsed.electron}, Chrome ${parsed.chrome}` };
        break;
      case 'adapters':
        answer = { ...answer, adapters: parsed.adapters };
        break;
      case 'figures':
        answer = { ...answer, figures: [...answer.figures, parsed.figures] };
        break;
      case 'failed':
        answer = { ...answer, failed: answer.failed ?? parsed.why };
        break;
    }
  }
  return answer;
}

function parseLine(text: string): z.infer<typeof line> | string {
  if (text.length > longestLine) return 'a line is too long';
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return 'a line is no JSON';
  }
  const parsed = line.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${issue?.path.join('.') ?? 'a line'}: ${issue?.message ?? 'is wrong'}`;
}
