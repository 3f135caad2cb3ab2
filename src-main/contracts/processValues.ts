/** What a process is named by and what may be set on it: shared by the processes contract and the operations of the executor. */
import { z } from 'zod';

export const processId = z.number().int().min(1).max(4_194_304);
export const processStartTicks = z
  .number()
  .nonnegative()
  .describe('Start time in clock ticks since boot: with the pid it names one process for ever');

export const processSignal = z.enum(['TERM', 'KILL', 'INT', 'HUP', 'STOP', 'CONT', 'USR1', 'USR2']);
export type ProcessSignal = z.infer<typeof processSignal>;

export const niceValue = z.number().int().min(-20).max(19);
export const ioPriority = z.object({ class: z.enum(['realtime', 'best-effort', 'idle']), level: z.number().int().min(0).max(7) });

export const cpuList = z
  .string()
  .max(1024)
  .regex(/^\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?)*$/, 'a list of CPUs such as 0-3,8');
